import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const LIMIT = 64
const LETTERS: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** Login: Latin letters and digits, a letter first. */
export function parseLogin(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.empty', { field: 'login' })
  if (/\s/.test(text)) return refuse('identifiers.login.space')
  const foreign = [...text].find((sign) => !/[A-Za-z0-9]/.test(sign))
  if (foreign) return refuse('identifiers.login.sign', { sign: foreign })
  if (!/^[A-Za-z]/.test(text)) return refuse('identifiers.login.first')
  return text.length > LIMIT
    ? refuse('identifiers.login.long', { count: text.length - LIMIT })
    : accept(text, notices)
}

function toLatin(text: string): string {
  return [...text.normalize('NFC')]
    .map((sign) => {
      const latin = LETTERS[sign.toLowerCase()] ?? sign
      return sign === sign.toLowerCase() ? latin : latin.charAt(0).toUpperCase() + latin.slice(1)
    })
    .join('')
    .replace(/[^A-Za-z0-9]/g, '')
}

interface LoginOwner {
  lastName: string
  firstName: string
  middleName?: string | null
  /** The word of the organisation, as in `FominVPTambov`. */
  organisation: string
}

/** ФамилияИО + organisation, `FominVPTambov`; a taken one gets the first free figure: `…1`. */
export function suggestLogin(owner: LoginOwner, isTaken: (login: string) => boolean = () => false): string {
  const initial = (name?: string | null) => toLatin(name?.trim().charAt(0) ?? '').charAt(0)
  const base = `${toLatin(owner.lastName)}${initial(owner.firstName)}${initial(owner.middleName)}${toLatin(owner.organisation)}`
  for (let figure = 0; ; figure += 1) {
    const login = figure === 0 ? base : `${base}${figure}`
    if (!isTaken(login)) return login
  }
}

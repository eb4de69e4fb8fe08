import { say } from '@/lib/core/message'
import { cyrillicTwin, latinTwin } from './look-alikes'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const ROMAN = /^(?=.)(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/
const SHAPE = /^([IVXL]+)-([А-ЯЁ]{2}) ?(?:№|N)? ?([0-9]{6})$/

export interface BirthCertificate {
  series: string
  number: string
}

function romanGuess(part: string): string {
  return [...part]
    .map((sign) => (sign === '1' || sign === 'l' || sign === '|' ? 'I' : (latinTwin(sign) ?? sign)))
    .join('')
}

function suggest(text: string): string | undefined {
  const [, roman = '', letters = '', number = ''] =
    /^([^-\s]*?)[- ]*([^\d\s-]{2})\s*(?:№|N)?\s*(\d{6})$/.exec(text) ?? []
  const guess = `${romanGuess(roman)}-${[...letters].map((sign) => cyrillicTwin(sign) ?? sign).join('')} ${number}`
  const match = SHAPE.exec(guess)
  return match && ROMAN.test(match[1] ?? '') ? guess : undefined
}

/** Свидетельство о рождении: `IV-МЮ 123456`, Roman numerals in Latin, letters in Cyrillic. */
export function parseBirthCertificate(raw: string): Parsed<BirthCertificate> {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.document.empty')
  const upper = text.toUpperCase().replace(/\s+/g, ' ')
  const told = notices.filter((notice) => notice !== say('identifiers.corrected.spaces'))
  if (upper !== text.replace(/\s+/g, ' ')) told.push(say('identifiers.corrected.capitals'))
  const [, roman = '', letters = '', number = ''] = SHAPE.exec(upper) ?? []
  if (!letters) {
    const suggestion = suggest(upper)
    return suggestion
      ? refuse('identifiers.birthCertificate.suggestion', { suggestion })
      : refuse('identifiers.birthCertificate.shape')
  }
  if (!ROMAN.test(roman)) return refuse('identifiers.birthCertificate.roman', { roman })
  if (Number(number) === 0) return refuse('identifiers.birthCertificate.zero')
  return accept({ series: `${roman}-${letters}`, number }, told)
}

export function formatBirthCertificate({ series, number }: BirthCertificate): string {
  return `${series} ${number}`
}

/** `**-** ***456` */
export function maskBirthCertificate({ number }: Pick<BirthCertificate, 'number'>): string {
  return `**-** ***${number.slice(-3)}`
}

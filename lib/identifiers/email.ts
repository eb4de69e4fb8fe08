import { say } from '@/lib/core/message'
import { latinTwin, strayLetters } from './look-alikes'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const LIMIT = 254
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i
const NOT_ASCII = /[^\u0021-\u007e]/

function looksLatin(label: string): boolean {
  return (
    /\p{Script=Cyrillic}/u.test(label) && [...label].every((sign) => latinTwin(sign) || !/\p{L}/u.test(sign))
  )
}

/** IDNA through the platform's own URL; undefined when it is no host name. */
function toAscii(domain: string): string | undefined {
  return URL.canParse(`http://${domain}/`) ? new URL(`http://${domain}/`).hostname : undefined
}

/** E-mail as typed, trimmed; a Cyrillic domain becomes punycode and says so. */
export function parseEmail(raw: string): Parsed {
  const tidied = tidy(raw)
  const text = tidied.text.replace(/\.+$/, '')
  const notices = [...tidied.notices]
  if (text !== tidied.text) notices.push(say('identifiers.email.dot'))
  if (text === '') return refuse('identifiers.empty', { field: 'email' })
  const parts = text.split('@')
  const [local = '', domain = ''] = parts
  if (parts.length !== 2 || !local || !domain) return refuse('identifiers.email.at')
  if (/\s/.test(text)) return refuse('identifiers.email.space')
  const stray = NOT_ASCII.exec(local)?.[0]
  if (stray) return refuse('identifiers.email.local', { sign: stray })
  const labels = domain.split('.')
  const mixed = labels.find((label) => strayLetters(label))
  const twin = /[a-z]$/i.test(domain) ? labels.find(looksLatin) : undefined
  if (mixed ?? twin) return refuse('identifiers.email.mixed', { part: mixed ?? twin ?? '' })
  const ascii = NOT_ASCII.test(domain) ? toAscii(domain) : domain
  if (!ascii || !LOCAL.test(local) || local.length > 64 || !DOMAIN.test(ascii))
    return refuse('identifiers.email.shape')
  const value = `${local}@${ascii}`
  if (value.length > LIMIT) return refuse('identifiers.email.long', { count: value.length - LIMIT })
  return accept(
    value,
    ascii === domain ? notices : [...notices, say('identifiers.email.punycode', { domain: ascii })],
  )
}

/** `c•••@example.ru` */
export function maskEmail(email: string): string {
  return `${email.charAt(0)}•••${email.slice(email.lastIndexOf('@'))}`
}

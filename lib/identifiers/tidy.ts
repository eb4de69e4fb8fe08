import { say } from '@/lib/core/message'

const SPACES = /[\t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
const FULL_WIDTH = /[\uff10-\uff19]/g
/** Words and codes of which nothing can be corrected: most are, and an import judges a million of them. */
const ORDINARY = /^[!-~А-яЁё№«»](?:[ -~А-яЁё№«»]*[!-~А-яЁё№«»])?$/

export interface Tidied {
  text: string
  notices: string[]
}

/**
 * What every field does before it judges: unusual spaces, invisible signs, dashes and full-width digits become
 * ordinary, and each correction is told (domain.md, 4). NFC is not told: it changes no character a reader sees.
 */
export function tidy(raw: string): Tidied {
  if (ORDINARY.test(raw)) return { text: raw, notices: [] }
  const source = raw.normalize('NFC')
  const notices: string[] = []
  const spaced = source.replace(INVISIBLE, '').replace(SPACES, ' ').trim()
  if (spaced !== source) notices.push(say('identifiers.corrected.spaces'))
  const dashed = spaced.replace(DASHES, '-')
  if (dashed !== spaced) notices.push(say('identifiers.corrected.dashes'))
  const text = dashed.replace(FULL_WIDTH, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
  if (text !== dashed) notices.push(say('identifiers.corrected.digits'))
  return { text, notices }
}

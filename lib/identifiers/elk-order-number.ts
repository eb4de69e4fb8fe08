import { foreignSign } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const LARGEST = 9_223_372_036_854_775_807n

/** № ЕПГУ, kept as text: it does not fit a JavaScript number. Zero means that there is none. */
export function parseElkOrderNumber(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  const bare = text.replace(/^№\s*/, '')
  if (bare === '') return refuse('identifiers.empty', { field: 'elkOrderNumber' })
  const foreign = [...bare].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('elkOrderNumber', foreign)
  if (/^0+$/.test(bare)) return refuse('identifiers.elkOrderNumber.zero')
  if (bare.startsWith('0')) return refuse('identifiers.elkOrderNumber.leading')
  return BigInt(bare) > LARGEST ? refuse('identifiers.elkOrderNumber.large') : accept(bare, notices)
}

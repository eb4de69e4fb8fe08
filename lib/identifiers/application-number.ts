import { foreignSign, wrongLength } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

/** Number in АРМ: 8 digits with leading zeros; a longer one only when 8 are not enough. */
export function parseApplicationNumber(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  const bare = text.replace(/^№\s*/, '')
  if (bare === '') return refuse('identifiers.empty', { field: 'applicationNumber' })
  const foreign = [...bare].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('applicationNumber', foreign)
  if (bare.length < 8 || (bare.length > 8 && bare.startsWith('0')))
    return wrongLength('applicationNumber', bare.length, [8])
  return accept(bare, notices)
}

/** Zeros are added when the field is left: `23` becomes `00000023`. */
export function formatApplicationNumber(sequence: number | string): string {
  return String(sequence).trim().padStart(8, '0')
}

import { say } from '@/lib/core/message'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

interface DigitRule {
  /** Names the field inside the messages. */
  field: string
  /** Permitted counts of digits. */
  lengths: readonly number[]
  /** Words that people copy together with the number. */
  label?: RegExp
  /** Signs that only group digits; none by default but spaces and dashes. */
  separators?: RegExp
}

export function foreignSign(field: string, sign: string): { ok: false; message: string } {
  const kind = /\p{L}/u.test(sign) ? 'letter' : 'sign'
  return refuse('identifiers.onlyDigits', { field, kind, sign })
}

/** A number that is digits alone once its grouping and its label are taken off. Nothing else is ever dropped. */
export function parseDigits(raw: string, rule: DigitRule): Parsed {
  const { text, notices } = tidy(raw)
  const told = notices.filter((notice) => notice === say('identifiers.corrected.digits'))
  const bare = rule.label ? text.replace(rule.label, '') : text
  if (bare !== text) told.push(say('identifiers.corrected.label'))
  const digits = bare.replace(rule.separators ?? /[\s-]/g, '')
  if (digits === '') return refuse('identifiers.empty', { field: rule.field })
  const foreign = [...digits].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign(rule.field, foreign)
  if (!rule.lengths.includes(digits.length)) return wrongLength(rule.field, digits.length, rule.lengths)
  return accept(digits, told)
}

export function wrongLength(field: string, count: number, lengths: readonly number[]): Parsed<never> {
  const expected = lengths[0] ?? 0
  return refuse('identifiers.length', { field, expected, count, rest: count < expected ? 'short' : 'long' })
}

export function weigh(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0)
}

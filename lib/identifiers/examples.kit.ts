import { describe, expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import type { Parsed } from './parsed'

interface Examples<T> {
  /** Text as typed, the canonical value (the same text when left out), keys of the notices after `identifiers.` */
  valid: readonly (readonly [raw: string, value?: T, ...notices: string[]])[]
  /** Text as typed, key of the message after `identifiers.` */
  invalid: readonly (readonly [raw: string, message: string])[]
}

const keyOf = (message: string) => heard(message).key.replace('identifiers.', '')

/** Holds a parser to its table of examples. */
export function checkExamples<T>(
  name: string,
  parse: (raw: string) => Parsed<T>,
  { valid, invalid }: Examples<T>,
): void {
  describe(name, () => {
    it.each(valid.map(([raw, ...rest]) => ({ raw, rest })))(
      'takes «$raw»',
      ({ raw, rest: [value = raw, ...notices] }) => {
        const parsed = parse(raw)
        expect(parsed).toMatchObject({ ok: true, value })
        expect(parsed.ok && parsed.notices.map(keyOf)).toEqual(notices)
      },
    )
    it.each(invalid.map(([raw, message]) => ({ raw, message })))(
      'refuses «$raw»: $message',
      ({ raw, message }) => {
        const parsed = parse(raw)
        expect(parsed.ok ? 'accepted' : keyOf(parsed.message)).toBe(message)
      },
    )
  })
}

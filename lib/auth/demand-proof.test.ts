import { afterEach, expect, it } from 'vitest'
import { freezeClock } from '@/lib/core/clock'
import { demandProof, JUST_NOW_MINUTES } from './demand-proof'
import type { Session } from './session'

const at = new Date('2026-11-25T09:00:00Z')
afterEach(() => freezeClock(null))
const session = (agoMinutes: number | null, hasTotp = false) =>
  ({
    provenAt: agoMinutes === null ? null : new Date(at.getTime() - agoMinutes * 60_000),
    hasTotp,
  }) as Session

it('demands a proof that is ten minutes old at most, and tells whether a code belongs to it', () => {
  freezeClock(at)
  expect(() => demandProof(session(10))).not.toThrow()
  for (const old of [10.01, 600, null]) expect(() => demandProof(session(old)), `${old}`).toThrow('unproven')
  expect(() => demandProof(session(1), JUST_NOW_MINUTES)).not.toThrow()
  expect(() => demandProof(session(1.01), JUST_NOW_MINUTES)).toThrow('unproven')
  for (const hasTotp of [true, false])
    try {
      demandProof(session(null, hasTotp))
    } catch (error) {
      expect(error).toMatchObject({ code: 'UNPROVEN', options: { data: { code: hasTotp } } })
    }
})

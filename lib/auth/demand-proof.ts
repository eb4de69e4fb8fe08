import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import type { Session } from './session'

/** Of one's own means of signing in, a stolen session must not even have the minutes after a sign-in. */
export const JUST_NOW_MINUTES = 1

/**
 * What a stolen session must not do alone: its person has to have shown who they are within these minutes. The screen
 * asks and comes again (`useAgain`).
 * @throws Refusal
 */
export function demandProof(session: Session, minutes = env().PROOF_MINUTES): void {
  const age = session.provenAt ? now().getTime() - session.provenAt.getTime() : Infinity
  if (age > minutes * 60_000)
    throw new Refusal('UNPROVEN', 'refusal.unproven', { data: { code: session.hasTotp } })
}

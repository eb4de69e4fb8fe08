import { recordAudit } from '@/lib/audit/record-audit'
import { beforeSignIn, type Tx } from '@/lib/core/db'
import { isLocked } from '../lock'
import { openFor } from '../open-for'
import type { EsiaFailure } from './failures'

export type From = { ip?: string | null; userAgent?: string | null }
export type Account = { id: string; organisation_id: string; login: string; disabled_at: Date | null }
export type Outcome =
  | { kind: 'opened'; token: string; wayBack: string }
  | { kind: 'choose' }
  | { kind: 'failed'; failure: EsiaFailure; wayBack?: string }

/** A user who is disabled, or whom wrong passwords have locked out, stays out by this way too. */
export async function openAccount(tx: Tx, account: Account, from: From, wayBack: string): Promise<Outcome> {
  if (account.disabled_at) return { kind: 'failed', failure: 'disabled', wayBack }
  if (await isLocked(tx, account.login)) return { kind: 'failed', failure: 'locked', wayBack }
  const { token } = await openFor(tx, account, from, 'esia')
  return { kind: 'opened', token, wayBack }
}

/** Writes a refusal down; of the person no more than that they came through ЕСИА. */
export async function auditFailure(outcome: Outcome, { ip }: From): Promise<Outcome> {
  if (outcome.kind === 'failed')
    await beforeSignIn((tx) =>
      recordAudit(tx, {
        organisationId: null,
        userId: null,
        action: 'session.open',
        result: outcome.failure,
        details: { by: 'esia' },
        ip,
      }),
    )
  return outcome
}

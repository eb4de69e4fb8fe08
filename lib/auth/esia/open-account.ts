import type { Tx } from '@/lib/core/db'
import { openFor } from '../open-for'
import { auditRefusedSignIn } from '../refused-sign-in'
import type { EsiaFailure } from './failures'

export type From = { ip?: string | null; userAgent?: string | null }
export type Account = { id: string; organisation_id: string; login: string; disabled_at: Date | null }
export type Outcome =
  | { kind: 'opened'; token: string; wayBack: string }
  | { kind: 'choose' }
  | { kind: 'failed'; failure: EsiaFailure; wayBack?: string; account?: Account }

/** A user who is disabled stays out by this way too; wrong passwords close the way of passwords only. */
export async function openAccount(tx: Tx, account: Account, from: From, wayBack: string): Promise<Outcome> {
  if (account.disabled_at) return { kind: 'failed', failure: 'disabled', wayBack, account }
  const { token } = await openFor(tx, account, from, 'esia')
  return { kind: 'opened', token, wayBack }
}

/** Writes a refusal down; of a person whom nobody knows no more than that they came through ЕСИА. */
export async function auditFailure(outcome: Outcome, { ip }: From): Promise<Outcome> {
  if (outcome.kind === 'failed')
    await auditRefusedSignIn({ account: outcome.account, result: outcome.failure, by: 'esia', ip })
  return outcome
}

import { now } from '@/lib/core/clock'
import { beforeSignIn } from '@/lib/core/db'
import { auditFailure, openAccount, type Account, type From, type Outcome } from './open-account'
import { hashOf } from './sign-in-row'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** «От какой организации работаете?»: once, and only an account of those offered to this browser. */
export async function chooseAccount(token: string | undefined, chosen: string, from: From): Promise<Outcome> {
  if (!token || !UUID.test(chosen)) return auditFailure({ kind: 'failed', failure: 'stale' }, from)
  const outcome = await beforeSignIn(async (tx): Promise<Outcome> => {
    const [account] = await tx.$queryRaw<(Account & { way_back: string })[]>`
      SELECT * FROM choose_esia_account(${hashOf(token)}, ${chosen}::uuid, ${now()})`
    if (!account) return { kind: 'failed', failure: 'stale' }
    return openAccount(tx, account, from, account.way_back)
  })
  return auditFailure(outcome, from)
}

import { createHash } from 'node:crypto'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'

/** Wrong passwords in a row, by the login as typed, whether or not anybody has it (A13). */
export const LIMIT = 5
const LOCK_MINUTES = 15

export const lockKey = (login: string) =>
  new Uint8Array(createHash('sha256').update(login.toLowerCase()).digest())

/** Counts an attempt before the password is looked at. */
export async function countAttempt(
  tx: Tx,
  login: string,
): Promise<{ failures: number; lockedUntil: Date | null }> {
  const at = now()
  const rested = `c.locked_until IS NOT NULL AND c.locked_until <= $2`
  const rows = await tx.$queryRawUnsafe<{ failures: number; locked_until: Date | null }[]>(
    `INSERT INTO sign_in_counters AS c (login_hash, failures, updated_at) VALUES ($1, 1, $2)
     ON CONFLICT (login_hash) DO UPDATE SET updated_at = $2,
       failures = CASE WHEN ${rested} THEN 1 ELSE c.failures + 1 END,
       locked_until = CASE WHEN ${rested} THEN NULL WHEN c.locked_until IS NOT NULL THEN c.locked_until
                           WHEN c.failures + 1 >= $3 THEN $2::timestamptz + $4 * interval '1 minute' END
     RETURNING failures, locked_until`,
    lockKey(login),
    at,
    LIMIT,
    LOCK_MINUTES,
  )
  return { failures: rows[0]?.failures ?? 1, lockedUntil: rows[0]?.locked_until ?? null }
}

/** An attempt that was no wrong one after all. */
export async function takeBackAttempt(tx: Tx, login: string): Promise<void> {
  await tx.signInCounter.updateMany({
    where: { loginHash: lockKey(login), failures: { gt: 0 } },
    data: { failures: { decrement: 1 }, lockedUntil: null },
  })
}

/** The row is of no use any more. */
export async function forgetAttempts(tx: Tx, ...logins: string[]): Promise<void> {
  const where = { loginHash: { in: logins.map(lockKey) } }
  await tx.signInCounter.updateMany({ where, data: { failures: 0, lockedUntil: null } })
}

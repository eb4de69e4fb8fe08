import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { lockKey } from './lock'
import { networkOf } from './network'

const MINUTES = 15
const KNOWN_DAYS = 30

/** No login as typed is ever this: signing in strips NUL. */
export const networkKey = (ip: string) => lockKey(`\u0000network:${networkOf(ip)}`)

/** `first`: the attempt that went over the limit. */
export type Resting = { until: Date; first: boolean }

/** Counts an attempt from a network before the password is looked at, and tells when it has had its share. */
export async function countNetwork(tx: Tx, ip: string): Promise<Resting | null> {
  const at = now()
  const [row] = await tx.$queryRaw<{ failures: number; since: Date }[]>`
    INSERT INTO sign_in_counters AS c (login_hash, failures, updated_at, since) VALUES (${networkKey(ip)}, 1, ${at}, ${at})
    ON CONFLICT (login_hash) DO UPDATE SET updated_at = ${at},
      failures = CASE WHEN c.since <= ${at}::timestamptz - ${MINUTES} * interval '1 minute' THEN 1 ELSE c.failures + 1 END,
      since = CASE WHEN c.since <= ${at}::timestamptz - ${MINUTES} * interval '1 minute' THEN ${at} ELSE c.since END
    RETURNING failures, since`
  const over = (row?.failures ?? 0) - env().SIGN_IN_PER_ADDRESS
  if (!row || over <= 0) return null
  return { until: new Date(row.since.getTime() + MINUTES * 60_000), first: over === 1 }
}

/** An attempt that was no wrong one after all. */
export async function takeBackNetwork(tx: Tx, ip: string): Promise<void> {
  await tx.signInCounter.updateMany({
    where: { loginHash: networkKey(ip), failures: { gt: 0 } },
    data: { failures: { decrement: 1 } },
  })
}

/** Behind one address sits a whole МФЦ: whoever has worked from it is not shut out by a guesser beside them (УПД.6). */
export async function hasWorkedFrom(tx: Tx, userId: string | undefined, ip: string): Promise<boolean> {
  const since = new Date(now().getTime() - KNOWN_DAYS * 86_400_000)
  const [row] = await tx.$queryRaw<{ known: boolean }[]>`
    SELECT has_worked_from(${userId ?? null}::uuid, ${networkOf(ip)}, ${since}) AS known`
  return row?.known ?? false
}

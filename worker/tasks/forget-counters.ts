import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'

const KEPT_HOURS = 24

/** Wrong passwords of yesterday: a login that nobody has tried since is of no use in the counters. Returns how many. */
export async function forgetCounters(): Promise<number> {
  const before = new Date(now().getTime() - KEPT_HOURS * 3_600_000)
  const { count } = await asWorker((tx) =>
    tx.signInCounter.deleteMany({
      where: { updatedAt: { lt: before }, OR: [{ lockedUntil: null }, { lockedUntil: { lt: now() } }] },
    }),
  )
  return count
}

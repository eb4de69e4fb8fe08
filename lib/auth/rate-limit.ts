import { now } from '@/lib/core/clock'

const BURST = 1000
const PER_SECOND = 100
const KEPT = 10_000

/** What one person may ask of one process: far above any day's work, far below what would take it from the others (ASVS 2.4.1). */
const buckets = new Map<string, { left: number; at: number }>()

/** False when a person asks too fast. Kept in memory: each process guards itself. */
export function mayAsk(userId: string): boolean {
  const at = now().getTime()
  const bucket = buckets.get(userId) ?? { left: BURST, at }
  const left = Math.min(BURST, bucket.left + (Math.max(0, at - bucket.at) / 1000) * PER_SECOND)
  buckets.delete(userId)
  if (buckets.size >= KEPT) buckets.delete(buckets.keys().next().value ?? '')
  buckets.set(userId, { left: left < 1 ? left : left - 1, at })
  return left >= 1
}

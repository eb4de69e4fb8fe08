import type { Tx } from '@/lib/core/db'
import { raiseAlarm } from './raise-alarm'

/** While the organisation's key cannot be read, what it should sign waits; an administrator is told when anything does. */
export async function tellUnsigned(tx: Tx, problem: string): Promise<void> {
  const [waiting] = await tx.$queryRaw<{ n: bigint }[]>`
    SELECT count(*) AS n FROM deliveries d WHERE d.state = 'QUEUED' AND d.ready_at <= app_now() AND has_unsigned_file(d.facts)`
  if (waiting?.n) await raiseAlarm(tx, 'files.key', 'FileKeyUnreadable', problem)
}

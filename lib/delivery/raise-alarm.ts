import { now } from '@/lib/core/clock'
import { foreignId } from '@/lib/core/ids'
import { maskNumbers } from '@/lib/core/text'
import type { Tx } from '@/lib/core/db'

/**
 * Tells administrators of something that nobody's application shows. While it is open the same thing is one alarm, with
 * its count and last time; after it was resolved it is raised again.
 */
export async function raiseAlarm(tx: Tx, kind: string, subject: string, details: string): Promise<void> {
  const at = now()
  await tx.$executeRaw`
    INSERT INTO alarms AS a (id, kind, subject, details, created_at, last_at)
    VALUES (gen_random_uuid(), ${kind}, ${foreignId(subject)}, ${maskNumbers(details).slice(0, 1000)}, ${at}, ${at})
    ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
    DO UPDATE SET times = a.times + 1, last_at = excluded.last_at, details = excluded.details`
}

import { Prisma, type Tx } from '@/lib/core/db'
import { raiseAlarm } from './raise-alarm'

/** Changes `d` with a file that nobody has signed. */
const unsigned = Prisma.sql`(jsonb_typeof(d.facts #> '{status,attachments}') = 'array' AND EXISTS (
  SELECT FROM jsonb_array_elements(d.facts #> '{status,attachments}') a
  WHERE a->'signature' IS NULL AND NOT EXISTS (
    SELECT FROM file_signatures s WHERE s.file_id::text = a->>'fileId' AND s.removed_at IS NULL)))`

/**
 * While the organisation's key cannot be read, what it should sign waits and the rest goes on. Returns a condition on
 * deliveries `d`, and tells an administrator when anything waits.
 */
export async function holdUnsigned(tx: Tx, problem: string | undefined): Promise<Prisma.Sql> {
  if (problem === undefined) return Prisma.empty
  const [waiting] = await tx.$queryRaw<{ n: bigint }[]>`
    SELECT count(*) AS n FROM deliveries d WHERE d.state = 'QUEUED' AND d.not_before <= app_now() AND ${unsigned}`
  if (waiting?.n) await raiseAlarm(tx, 'files.key', 'FileKeyUnreadable', problem)
  return Prisma.sql`AND NOT ${unsigned}`
}

import { recordAudits } from '@/lib/audit/record-audit'
import type { Tx } from '@/lib/core/db'

/** The audit row that says which refused id a change went under. */
export const REFUSED_ID = 'delivery.refusedId'

type Carried = { id: string; organisationId: string }
type Why = {
  verdict: 'newId' | 'fix' | 'driver'
  fault: string | null
  delaySeconds?: number
}

/**
 * Puts changes back in the queue, to go under another id than this refused one. Which message carried them stays on
 * record: an answer to the old id may come after all.
 */
export async function requeue(tx: Tx, messageId: string, carried: Carried[], why: Why): Promise<void> {
  await recordRefusedIds(tx, messageId, carried, why.verdict)
  await putBack(
    tx,
    carried.map(({ id }) => id),
    why.fault,
    why.delaySeconds,
  )
}

/** Into the queue, to leave after so many seconds of the database's clock: this process's may be another. */
export const putBack = (tx: Tx, ids: string[], fault: string | null, seconds = 0): Promise<number> =>
  tx.$executeRaw`
    UPDATE deliveries SET state = 'QUEUED', not_before = app_now() + ${seconds} * interval '1 second', fault = ${fault}
    WHERE id = ANY (${ids}::uuid[])`

export const recordRefusedIds = (tx: Tx, messageId: string, carried: Carried[], verdict: Why['verdict']) =>
  recordAudits(
    tx,
    carried.map(({ id, organisationId }) => ({
      organisationId,
      userId: null,
      action: REFUSED_ID,
      subjectType: 'delivery',
      subjectId: id,
      details: { messageId, verdict },
    })),
  )

/** How often the ids of these changes were refused: of the one it happened to most. */
export async function countRefusedIds(tx: Tx, carried: Carried[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ most: number }[]>`
    SELECT coalesce(max(n), 0)::int AS most FROM (
      SELECT count(*) AS n FROM audit_events
      WHERE subject_id = ANY(${carried.map(({ id }) => id)}) AND action = ${REFUSED_ID} AND details->>'verdict' = 'newId'
      GROUP BY subject_id) counted`
  return row?.most ?? 0
}

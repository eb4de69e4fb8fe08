import { now } from '@/lib/core/clock'
import { Prisma, workerSql } from '@/lib/core/db'
import { foreignId } from '@/lib/core/ids'
import { sealBytes } from '@/lib/core/seal-value'
import { sha256Of } from './keep-envelope'
import { envelopeIn, type Reply } from './keep-reply'
import { markAcknowledged } from './pending-answers'

const AGAIN_MINUTES = 10

/**
 * Keeps our Ack and what came back, and with them that the answer needs no more acknowledging when it is so. One that
 * СМЭВ refuses is tried at each poll, and kept once in ten minutes.
 */
export async function settleAck(
  id: bigint,
  answerId: string,
  outcome: Reply & { done: boolean; sent?: Uint8Array },
): Promise<void> {
  const { done, sent } = outcome
  const reply = envelopeIn(outcome)
  if (!sent || (!done && !reply)) {
    if (done) await markAcknowledged(id)
    return
  }
  const ackOf = foreignId(answerId)
  const at = now()
  const again = new Date(at.getTime() - AGAIN_MINUTES * 60_000)
  await workerSql(
    Prisma.sql`
      WITH answer AS (
        UPDATE envelopes SET acked_at = CASE WHEN ${done} THEN ${at}::timestamptz END WHERE id = ${id}
        RETURNING driver, original_message_id, organisation_id)
      INSERT INTO envelopes (direction, operation, driver, message_id, original_message_id, organisation_id, body, sha256, created_at, processed_at, acked_at)
      SELECT v.direction::envelope_direction, 'Ack', answer.driver, CASE WHEN v.direction = 'OUT' THEN ${ackOf} END, original_message_id,
        organisation_id, v.body, v.sha256, ${at}::timestamptz, v.read, v.read
      FROM answer, (VALUES
        ('OUT', ${sealBytes('envelopes/body', sent)}::bytea, ${sha256Of(sent)}::bytea, NULL::timestamptz),
        ('IN', ${reply ? sealBytes('envelopes/body', reply) : null}::bytea, ${reply ? sha256Of(reply) : null}::bytea, ${at}::timestamptz)) v (direction, body, sha256, read)
      WHERE v.body IS NOT NULL AND (${done} OR NOT EXISTS (
        SELECT FROM envelopes e WHERE e.message_id = ${ackOf} AND e.operation = 'Ack' AND e.created_at > ${again}))
      ORDER BY v.direction DESC`,
  )
}

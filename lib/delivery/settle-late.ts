import { isDeepStrictEqual } from 'node:util'
import { now } from '@/lib/core/clock'
import type { Prisma, Tx } from '@/lib/core/db'
import type { DeliveryKind, DeliveryState } from '@/lib/core/generated/prisma/enums'
import { raiseAlarm } from './raise-alarm'
import { REFUSED_ID } from './requeue'
import { settleAll, type OrderAnswer } from './settle-order'

type Refused = { id: string; organisationId: string; kind: DeliveryKind }
type Found = { id: string; state: DeliveryState; messageId: string | null; facts: Prisma.JsonValue }

/**
 * An answer to an id that СМЭВ had refused: it was taken after all. What carries the same facts now is accepted by it;
 * whatever else it says is for a person, for the change gets an answer of its own under its new id.
 */
export async function settleLate(tx: Tx, message: Refused, orders: OrderAnswer[]): Promise<void> {
  for (const order of orders) {
    const found = await findCarried(tx, message, order)
    if (found?.state === 'ACCEPTED') continue
    if (found && order.status === 0) await acceptLate(tx, found, order)
    else
      await raiseAlarm(
        tx,
        'answer.late',
        message.id,
        `order ${order.orderNumber ?? '-'}, status ${order.status}: not applied, the id was refused before or a person has decided`,
      )
  }
}

/**
 * The last attempt, not put aside by a person, with the facts that this message carried. Facts are compared opened: while
 * columns are being sealed two attempts may stand in plain and sealed, or under two keys.
 */
async function findCarried(tx: Tx, message: Refused, order: OrderAnswer): Promise<Found | undefined> {
  const elk = order.elkOrderNumber
  const rows = await tx.$queryRaw<(Found & { carried: Prisma.JsonValue })[]>`
    SELECT d.id, d.application_id AS "applicationId", d.facts, d.state, d.message_id AS "messageId",
      old.facts AS carried
    FROM applications a JOIN deliveries d ON d.application_id = a.id
      JOIN deliveries old ON old.application_id = d.application_id AND old.seq = d.seq
    WHERE a.organisation_id = ${message.organisationId}::uuid
      AND (a.order_number = ${order.orderNumber} OR (${order.orderNumber}::text IS NULL AND a.elk_order_number::text = ${elk}))
      AND d.kind = ${message.kind}::delivery_kind AND d.state NOT IN ('SKIPPED', 'SUPERSEDED')
      AND (old.message_id = ${message.id}::uuid OR EXISTS (
        SELECT FROM audit_events e WHERE e.subject_id = old.id::text AND e.action = ${REFUSED_ID}
          AND e.details->>'messageId' = ${message.id}))
    ORDER BY d.attempt DESC
    FOR NO KEY UPDATE OF a, d`
  return rows.find(({ facts, carried }) => isDeepStrictEqual(facts, carried))
}

/** The message under the new id need not go when nothing else is in it. */
async function acceptLate(tx: Tx, found: Found, order: OrderAnswer): Promise<void> {
  const { message: answerText, elkOrderNumber: number } = order
  await settleAll(tx, [{ id: found.id, state: 'ACCEPTED', answerCode: 0, answerText, number }], 'late')
  await tx.$executeRaw`
    UPDATE messages m SET state = 'ANSWERED', answered_at = ${now()}, lease_token = NULL, lease_until = NULL
    WHERE m.id = ${found.messageId}::uuid AND m.state = 'PREPARED'
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.message_id = m.id AND d.state = 'SENDING')`
}

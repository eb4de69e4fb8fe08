import { now } from '@/lib/core/clock'
import { asWorker, Prisma, workerSql, type Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { foreignId, isId } from '@/lib/core/ids'
import { sealBytes } from '@/lib/core/seal-value'
import { sha256Of } from './keep-envelope'
import { lockApplicationsOf } from './lock-application'
import { raiseAlarm } from './raise-alarm'
import { settleLate } from './settle-late'
import { judgeOrders, settleAll, type Open, type OrderAnswer } from './settle-order'
import { goOnSplitting, splitRefused } from './split-message'

export type ReadAnswer = { messageId: string | null; originalMessageId: string | null } & (
  | { kind: 'orders'; code: number; text: string; orders: OrderAnswer[] }
  | { kind: 'rejected'; fault: string }
  | { kind: 'progress' }
  /** To a test message, which carried nobody's order: kept and acknowledged, it settles nothing. */
  | { kind: 'test' }
  | { kind: 'unreadable'; reason: string }
)

/**
 * Commits the bytes as they came, before anybody looks into them (decision 3). Returns the row's id; what waits to be
 * read and is brought again is one row.
 */
export async function recordAnswer(raw: Uint8Array, driver: SmevDriver = 'DIRECT'): Promise<bigint> {
  const sha256 = sha256Of(raw)
  const [row] = await workerSql<{ id: bigint }>(Prisma.sql`
    WITH waiting AS (
      SELECT id FROM envelopes
      WHERE direction = 'IN' AND driver = ${driver}::smev_driver AND processed_at IS NULL AND sha256 = ${sha256} LIMIT 1),
    kept AS (
      INSERT INTO envelopes (direction, operation, driver, body, sha256, created_at)
      SELECT 'IN', 'GetResponse', ${driver}::smev_driver, ${sealBytes('envelopes/body', raw)}, ${sha256}, ${now()}::timestamptz
      WHERE NOT EXISTS (SELECT FROM waiting) RETURNING id)
    SELECT id FROM waiting UNION ALL SELECT id FROM kept`)
  if (!row) throw new Error('the answer was not kept')
  return row.id
}

export type Settled = { known: boolean }
type Message = {
  id: string
  organisation_id: string
  kind: 'CREATE' | 'UPDATE'
  state: string
  carried: number
}

/**
 * Applies an answer to the deliveries of its message, once: a second copy of the same answer finds nothing open.
 * Accepted changes let the next of their application go; a refused one stops only its own application (promise 2).
 */
export async function settleAnswer(
  envelopeId: bigint,
  answer: ReadAnswer,
  newMessageId: () => string,
): Promise<Settled> {
  return asWorker(async (tx) => {
    const original = isId(answer.originalMessageId) ? answer.originalMessageId : null
    if (original) await lockApplicationsOf(tx, original)
    const message = await noteAnswer(tx, envelopeId, answer.originalMessageId, original)
    if (answer.kind === 'test') return { known: true }
    if (answer.kind === 'unreadable' || !message) {
      const [kind, details] =
        answer.kind === 'unreadable'
          ? ['answer.unreadable', answer.reason]
          : ['answer.unknown', 'no message of ours has this id']
      await raiseAlarm(tx, kind, answer.originalMessageId ?? String(envelopeId), details)
      return { known: false }
    }
    if (answer.kind === 'progress') return { known: true }
    if (message.state === 'REFUSED' && answer.kind === 'orders') {
      await settleLate(tx, { ...message, organisationId: message.organisation_id }, answer.orders)
      return { known: true }
    }
    await tx.$executeRaw`
      UPDATE messages SET state = 'ANSWERED', answered_at = ${now()}, lease_token = NULL, lease_until = NULL
      WHERE id = ${message.id}::uuid AND state IN ('PREPARED', 'SENT')`
    if (answer.kind === 'orders') {
      await settleAll(tx, judgeOrders(await openOf(tx, message.id), answer))
      await goOnSplitting(tx, message.id, newMessageId)
    } else await splitRefused(tx, message.id, answer.fault.slice(0, 2000), newMessageId)
    return { known: true }
  })
}

/**
 * Marks the answer as read and returns its message. By its own driver alone: what is believed without a signature here must
 * not settle what left under signatures there. Once: what another worker has settled meanwhile may be sealed by now.
 */
async function noteAnswer(
  tx: Tx,
  envelopeId: bigint,
  says: string | null,
  original: string | null,
): Promise<Message | undefined> {
  const [message] = await tx.$queryRaw<Message[]>`
    WITH message AS (
      SELECT m.id, m.organisation_id, m.kind, m.state FROM messages m JOIN envelopes e ON e.id = ${envelopeId}
      WHERE m.id = ${original}::uuid AND m.driver = e.driver),
    noted AS (
      UPDATE envelopes SET original_message_id = ${says && foreignId(says)}, processed_at = ${now()},
        organisation_id = (SELECT organisation_id FROM message)
      WHERE id = ${envelopeId} AND processed_at IS NULL)
    SELECT * FROM message`
  return message
}

const openOf = (tx: Tx, messageId: string): Promise<Open[]> => tx.$queryRaw<Open[]>`
  SELECT id, kind, facts->>'orderNumber' AS "orderNumber", facts->>'elkOrderNumber' AS "elkOrderNumber"
  FROM deliveries WHERE message_id = ${messageId}::uuid AND state IN ('SENDING', 'SENT')`

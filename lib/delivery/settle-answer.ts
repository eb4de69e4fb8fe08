import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { sha256Of } from './keep-envelope'
import { lockApplicationsOf } from './lock-application'
import { raiseAlarm } from './raise-alarm'
import { requeue } from './requeue'
import { settleLate } from './settle-late'
import { settleByOrder, settleOne, type OrderAnswer } from './settle-order'
import { foreignId, isId } from '@/lib/core/ids'

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
  const body = new Uint8Array(raw)
  const sha256 = sha256Of(body)
  return asWorker(async (tx) => {
    const waiting = await tx.envelope.findFirst({
      where: { direction: 'IN', driver, processedAt: null, sha256 },
      select: { id: true },
    })
    if (waiting) return waiting.id
    const { id } = await tx.envelope.create({
      data: { direction: 'IN', operation: 'GetResponse', driver, body, sha256, createdAt: now() },
      select: { id: true },
    })
    return id
  })
}

export type Settled = { known: boolean }

/**
 * Applies an answer to the deliveries of its message, once: a second copy of the same answer finds nothing open.
 * Accepted changes let the next of their application go; a refused one stops only its own application (promise 2).
 */
export async function settleAnswer(envelopeId: bigint, answer: ReadAnswer): Promise<Settled> {
  return asWorker(async (tx) => {
    if (isId(answer.originalMessageId)) await lockApplicationsOf(tx, answer.originalMessageId)
    const { driver } = await tx.envelope.findUniqueOrThrow({
      where: { id: envelopeId },
      select: { driver: true },
    })
    // By its own driver alone: what is believed without a signature here must not settle what left under signatures there.
    const message = isId(answer.originalMessageId)
      ? await tx.message.findUnique({
          where: { id: answer.originalMessageId, driver },
          include: { deliveries: true },
        })
      : null
    // Once: what another worker has settled meanwhile may be sealed by now.
    await tx.envelope.updateMany({
      where: { id: envelopeId, processedAt: null },
      data: {
        originalMessageId: answer.originalMessageId && foreignId(answer.originalMessageId),
        organisationId: message?.organisationId ?? null,
        processedAt: now(),
      },
    })
    if (answer.kind === 'test') return { known: true }
    if (answer.kind === 'unreadable') {
      await raiseAlarm(tx, 'answer.unreadable', answer.originalMessageId ?? String(envelopeId), answer.reason)
      return { known: false }
    }
    if (!message) {
      await raiseAlarm(
        tx,
        'answer.unknown',
        answer.originalMessageId ?? String(envelopeId),
        'no message of ours has this id',
      )
      return { known: false }
    }
    if (answer.kind === 'progress') return { known: true }
    if (message.state === 'REFUSED' && answer.kind === 'orders') {
      await settleLate(tx, message, answer.orders)
      return { known: true }
    }
    await tx.message.updateMany({
      where: { id: message.id, state: { in: ['PREPARED', 'SENT'] } },
      data: { state: 'ANSWERED', answeredAt: now(), leaseToken: null, leaseUntil: null },
    })
    const open = message.deliveries.filter(
      (delivery) => delivery.state === 'SENDING' || delivery.state === 'SENT',
    )
    if (answer.kind === 'orders')
      for (const delivery of open) await settleByOrder(tx, delivery, answer, open.length === 1)
    else if (message.deliveries.length > 1)
      await requeue(tx, message.id, open, { verdict: 'fix', fault: answer.fault.slice(0, 2000), alone: true })
    else
      for (const delivery of open)
        await settleOne(tx, delivery, { state: 'FAILED', fault: answer.fault.slice(0, 2000) })
    return { known: true }
  })
}

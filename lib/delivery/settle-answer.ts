import { createHash } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { asWorker, Prisma, type Tx } from '@/lib/core/db'
import { raiseAlarm } from './raise-alarm'
import { Facts } from './facts'
import { isId } from '@/lib/core/ids'

/** One order's answer: 0 is success; a number that is absent or 0 is none (decision 2). */
export type OrderAnswer = {
  orderNumber: string | null
  elkOrderNumber: string | null
  status: number
  message: string
}
export type ReadAnswer = { messageId: string | null; originalMessageId: string | null } & (
  | { kind: 'orders'; code: number; text: string; orders: OrderAnswer[] }
  | { kind: 'rejected'; fault: string }
  | { kind: 'progress' }
  | { kind: 'unreadable'; reason: string }
)

const LARGEST_LONG = 9_223_372_036_854_775_807n

/**
 * Commits the bytes as they came, before anybody looks into them (decision 3). Returns the row's id; what waits to be
 * read and is brought again is one row.
 */
export async function recordAnswer(raw: Uint8Array): Promise<bigint> {
  const body = new Uint8Array(raw)
  const sha256 = new Uint8Array(createHash('sha256').update(body).digest())
  return asWorker(async (tx) => {
    const waiting = await tx.envelope.findFirst({
      where: { direction: 'IN', processedAt: null, sha256 },
      select: { id: true },
    })
    if (waiting) return waiting.id
    const { id } = await tx.envelope.create({
      data: { direction: 'IN', operation: 'GetResponse', body, sha256, createdAt: now() },
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
    const message = isId(answer.originalMessageId)
      ? await tx.message.findUnique({
          where: { id: answer.originalMessageId },
          include: { deliveries: true },
        })
      : null
    await tx.envelope.update({
      where: { id: envelopeId },
      data: {
        originalMessageId: answer.originalMessageId,
        organisationId: message?.organisationId ?? null,
        processedAt: now(),
      },
      select: { id: true },
    })
    if (answer.kind === 'unreadable') {
      await raiseAlarm(tx, 'answer.unreadable', String(envelopeId), answer.reason)
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
    await tx.message.updateMany({
      where: { id: message.id, state: { in: ['PREPARED', 'SENT'] } },
      data: { state: 'ANSWERED', answeredAt: now(), leaseToken: null, leaseUntil: null },
    })
    const open = message.deliveries.filter(
      (delivery) => delivery.state === 'SENDING' || delivery.state === 'SENT',
    )
    for (const delivery of open) {
      if (answer.kind === 'rejected')
        await settleOne(tx, delivery, { state: 'FAILED', fault: answer.fault.slice(0, 2000) })
      else await settleByOrder(tx, delivery, answer, open.length === 1)
    }
    return { known: true }
  })
}

type Open = { id: string; applicationId: string; facts: Prisma.JsonValue; sentAt: Date | null }

async function settleByOrder(
  tx: Tx,
  delivery: Open,
  answer: Extract<ReadAnswer, { kind: 'orders' }>,
  alone: boolean,
): Promise<void> {
  const { orders } = answer
  const facts = Facts.parse(delivery.facts)
  const own = (order: OrderAnswer) =>
    order.orderNumber === facts.orderNumber ||
    (facts.kind === 'UPDATE' &&
      order.orderNumber === null &&
      order.elkOrderNumber !== null &&
      order.elkOrderNumber === facts.elkOrderNumber)
  // An update addressed by № ЕПГУ may come back without the ведомственный №: alone in its message it can be no other.
  const order =
    orders.find(own) ??
    (alone && orders.length === 1 && orders[0]?.orderNumber === null ? orders[0] : undefined)
  if (!order && answer.code !== 0 && orders.length === 0) {
    // ЕПГУ refused the whole request and named no order.
    await settleOne(tx, delivery, { state: 'REFUSED', answerCode: answer.code, answerText: answer.text })
    return
  }
  if (!order) {
    await settleOne(tx, delivery, {
      state: 'FAILED',
      fault: 'AnswerWithoutOrder: the answer does not name this order',
    })
    return
  }
  if (order.status !== 0) {
    await settleOne(tx, delivery, { state: 'REFUSED', answerCode: order.status, answerText: order.message })
    return
  }
  await settleOne(tx, delivery, { state: 'ACCEPTED', answerCode: 0, answerText: order.message })
  const number = numberOf(order.elkOrderNumber)
  if (number !== null) {
    await tx.$executeRaw`UPDATE applications SET elk_order_number = ${number}
      WHERE id = ${delivery.applicationId}::uuid AND elk_order_number IS DISTINCT FROM ${number}`
  } else if (order.elkOrderNumber !== null) {
    await raiseAlarm(tx, 'answer.number', delivery.id, `not a number of ЕПГУ: ${order.elkOrderNumber}`)
  }
}

/** A number of ЕПГУ is an xsd:long above 0; anything else is none, and the order is accepted all the same. */
function numberOf(text: string | null): bigint | null {
  if (text === null || !/^[1-9]\d{0,18}$/.test(text)) return null
  const number = BigInt(text)
  return number <= LARGEST_LONG ? number : null
}

const settleOne = (
  tx: Tx,
  delivery: Open,
  data: {
    state: 'ACCEPTED' | 'REFUSED' | 'FAILED'
    answerCode?: number
    answerText?: string
    fault?: string
  },
) =>
  // An answer may overtake our own note that the request was taken.
  tx.delivery.update({
    where: { id: delivery.id },
    data: { fault: null, ...data, settledAt: now(), sentAt: delivery.sentAt ?? now() },
    select: { id: true },
  })

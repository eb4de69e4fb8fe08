import { z } from 'zod'
import { now } from '@/lib/core/clock'
import type { Prisma, Tx } from '@/lib/core/db'
import { raiseAlarm } from './raise-alarm'

/** One order's answer: 0 is success; a number that is absent or 0 is none (decision 2). */
export type OrderAnswer = {
  orderNumber: string | null
  elkOrderNumber: string | null
  status: number
  message: string
}

const LARGEST_LONG = 9_223_372_036_854_775_807n

/** What an answer finds its change by: facts of any version have it. */
const Addressed = z.object({
  kind: z.enum(['CREATE', 'UPDATE']),
  orderNumber: z.string(),
  elkOrderNumber: z.string().optional(),
})

export type Open = { id: string; applicationId: string; facts: Prisma.JsonValue; sentAt: Date | null }

export async function settleByOrder(
  tx: Tx,
  delivery: Open,
  answer: { code: number; text: string; orders: OrderAnswer[] },
  alone: boolean,
): Promise<void> {
  const { orders } = answer
  const facts = Addressed.parse(delivery.facts)
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
  await accept(tx, delivery, order)
}

/** «Принято ЕПГУ», with its number when it is one. */
export async function accept(tx: Tx, delivery: Open, order: OrderAnswer): Promise<void> {
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

export const settleOne = (
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

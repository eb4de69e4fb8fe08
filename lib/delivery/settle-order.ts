import { now } from '@/lib/core/clock'
import { Prisma, type Tx } from '@/lib/core/db'
import type { DeliveryKind } from '@/lib/core/generated/prisma/enums'
import { raiseAlarm } from './raise-alarm'
import { tellFailed } from './tell-failed'

/** One order's answer: 0 is success; a number that is absent or 0 is none (decision 2). */
export type OrderAnswer = {
  orderNumber: string | null
  elkOrderNumber: string | null
  status: number
  message: string
}

const LARGEST_LONG = 9_223_372_036_854_775_807n

/** A change that waits for its answer, with what it is found by: facts of any version have that. */
export type Open = {
  id: string
  kind: DeliveryKind
  orderNumber: string
  elkOrderNumber: string | null
}

/**
 * A change `d` of application `a` as one that is open. The № ЕПГУ is the application's own where the change is addressed without it:
 * the answer to an update must name that, and need not name the other (UpdateOrdersResponse of the schema).
 */
export const asOpen = Prisma.sql`d.id, d.kind, d.facts->>'orderNumber' AS "orderNumber",
  coalesce(d.facts->>'elkOrderNumber', a.elk_order_number::text) AS "elkOrderNumber"`

export type Verdict = {
  id: string
  state: 'ACCEPTED' | 'REFUSED' | 'FAILED'
  answerCode?: number
  answerText?: string
  fault?: string
  /** № ЕПГУ as it stands in the answer. */
  number?: string | null
}

/** Which order answers which of the changes that are open. */
export function judgeOrders(
  open: Open[],
  answer: { code: number; text: string; orders: OrderAnswer[] },
): Verdict[] {
  const { orders } = answer
  const byNumber = new Map(orders.toReversed().map((order) => [order.orderNumber, order]))
  const byElk = new Map(
    orders.filter(({ orderNumber }) => orderNumber === null).map((order) => [order.elkOrderNumber, order]),
  )
  const own = new Map(
    open.flatMap((change) => {
      const order =
        byNumber.get(change.orderNumber) ??
        (change.kind === 'UPDATE' && change.elkOrderNumber ? byElk.get(change.elkOrderNumber) : undefined)
      return order ? [[change.id, order]] : []
    }),
  )
  const other = byElimination(open, orders, own)
  return open.map(({ id }) => judge(id, own.get(id) ?? other, answer))
}

/**
 * What the answer says of each change that it names by nothing we know: an update may come back without the ведомственный №, and its
 * № ЕПГУ need not be known here. Alone it can be no other; several are told where as many orders are left and all say the same.
 */
function byElimination(
  open: Open[],
  orders: OrderAnswer[],
  own: ReadonlyMap<string, OrderAnswer>,
): OrderAnswer | undefined {
  const [first] = orders
  if (open.length === 1 && orders.length === 1 && first?.orderNumber === null) return first
  const unnamed = open.filter(({ id }) => !own.has(id))
  const known = new Set(open.map(({ elkOrderNumber }) => elkOrderNumber))
  const left = orders.filter((order) => order.orderNumber === null && !known.has(order.elkOrderNumber))
  const [one] = left
  if (!one || left.length !== unnamed.length) return undefined
  if (new Set(left.map(({ elkOrderNumber }) => elkOrderNumber)).size < left.length) return undefined
  if (unnamed.some(({ kind, elkOrderNumber }) => kind !== 'UPDATE' || elkOrderNumber)) return undefined
  if (left.some(({ status }) => status !== one.status)) return undefined
  if (left.length === 1) return one
  const isSame = left.every(({ message }) => message === one.message)
  return { orderNumber: null, elkOrderNumber: null, status: one.status, message: isSame ? one.message : '' }
}

const UNNAMED = 'AnswerWithoutOrder: the answer does not name this order'

function judge(
  id: string,
  order: OrderAnswer | undefined,
  answer: { code: number; text: string; orders: OrderAnswer[] },
): Verdict {
  if (order?.status === 0)
    return { id, state: 'ACCEPTED', answerCode: 0, answerText: order.message, number: order.elkOrderNumber }
  if (order) return { id, state: 'REFUSED', answerCode: order.status, answerText: order.message }
  // ЕПГУ refused the whole request and named no order.
  if (answer.code !== 0 && answer.orders.length === 0)
    return { id, state: 'REFUSED', answerCode: answer.code, answerText: answer.text }
  return { id, state: 'FAILED', fault: UNNAMED }
}

/** A number of ЕПГУ is an xsd:long above 0; anything else is none, and the order is accepted all the same. */
function numberOf(text: string | null | undefined): bigint | null {
  if (!text || !/^[1-9]\d{0,18}$/.test(text)) return null
  const number = BigInt(text)
  return number <= LARGEST_LONG ? number : null
}

const hasNoNumber = ({ number }: Verdict): boolean =>
  number !== undefined && number !== null && numberOf(number) === null

/** Whether an alarm is to be raised with this verdict. */
export const isAlarming = (verdict: Verdict): boolean => verdict.state === 'FAILED' || hasNoNumber(verdict)

/** The statement that writes verdicts, all at once: the next changes get their turn by it, and the list shows it. */
export function settling(verdicts: Verdict[], at: Date): Prisma.Sql {
  const column = <T>(of: (verdict: Verdict) => T) => verdicts.map(of)
  return Prisma.sql`
    UPDATE deliveries d SET state = v.state::delivery_state, answer_code = v.code, answer_text = v.text, fault = v.fault,
      elk_order_number = coalesce(v.number, d.elk_order_number), settled_at = ${at}
    FROM unnest(${column(({ id }) => id)}::uuid[], ${column(({ state }) => state)}::text[],
      ${column(({ answerCode }) => answerCode ?? null)}::int[], ${column(({ answerText }) => answerText ?? null)}::text[],
      ${column(({ fault }) => fault ?? null)}::text[], ${column(({ number }) => numberOf(number)?.toString() ?? null)}::bigint[])
      AS v (id, state, code, text, fault, number)
    WHERE d.id = v.id`
}

/**
 * As text: of a partial index that was empty when it was last looked at the planner believes that it still is, and would read it
 * whole for each message while a backlog grows.
 */
export const inMessage = (id: string) => Prisma.sql`d.message_id = ${id}::uuid AND d.state::text = 'SENDING'`

/** The same of changes that are named by their ids: by the index of messages, all would be compared with all. */
export const isStillIn = (id: string) =>
  Prisma.sql`d.message_id IS NOT DISTINCT FROM ${id}::uuid AND d.state::text = 'SENDING'`

/**
 * What is settled, put back or in another message meanwhile stays as it is; what is `late` accepts also that, and what is `unsaid` is what
 * no answer had named.
 */
export async function settleAll(tx: Tx, verdicts: Verdict[], of: { messageId: string } | 'late' | 'unsaid') {
  if (verdicts.length === 0) return
  const open = {
    late: () => Prisma.sql`d.state <> 'ACCEPTED'`,
    unsaid: () => Prisma.sql`d.state = 'FAILED'`,
  }
  await tx.$executeRaw`${settling(verdicts, now())} AND ${typeof of === 'string' ? open[of]() : isStillIn(of.messageId)}`
  for (const { id, number } of verdicts.filter(hasNoNumber))
    await raiseAlarm(tx, 'answer.number', id, `not a number of ЕПГУ: ${number}`)
  if (verdicts.some(({ state }) => state === 'FAILED')) await tellFailed(tx, UNNAMED)
}

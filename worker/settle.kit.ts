import { recordAnswer, settleAnswer, type ReadAnswer } from '@/lib/delivery/settle-answer'
import type { OrderAnswer } from '@/lib/delivery/settle-order'
import { mintMessageId } from '@/lib/smev/envelope/message-id'

export const order = (orderNumber: string, given: Partial<OrderAnswer> = {}): OrderAnswer => ({
  orderNumber,
  elkOrderNumber: '2165858735',
  status: 0,
  message: 'OK',
  ...given,
})
export const ordersOf = (...orders: OrderAnswer[]) =>
  ({ kind: 'orders', code: 0, text: 'OK', orders }) as const

type Says = ReadAnswer extends infer One ? (One extends ReadAnswer ? Omit<One, keyof Ids> : never) : never
type Ids = { messageId: string | null; originalMessageId: string | null }
/** An answer to the message of this id, as it was read. */
export async function settle(originalMessageId: string, says: Says, driver?: 'ADAPTER') {
  const { id } = await recordAnswer(Buffer.from(crypto.randomUUID()), driver)
  const settled = await settleAnswer(
    id,
    { ...says, messageId: crypto.randomUUID(), originalMessageId } as ReadAnswer,
    mintMessageId,
  )
  return { id, ...settled }
}

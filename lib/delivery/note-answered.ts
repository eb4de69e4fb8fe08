import { isId } from '@/lib/core/ids'
import { journal } from './sent-journal'
import type { ReadAnswer } from './settle-answer'

/** Writes down an answer that is about to be acknowledged: after that nobody has it but our database (fault F30). */
export async function noteAnswered(answer: ReadAnswer): Promise<void> {
  const { originalMessageId: answered } = answer
  if (!isId(answered)) return
  if (answer.kind === 'rejected')
    await journal({ answered, rejected: true, goesOn: answer.notToBlame !== undefined })
  if (answer.kind === 'orders')
    await journal({
      answered,
      code: answer.code,
      orders: answer.orders.map((order) => [order.orderNumber, order.elkOrderNumber, order.status]),
    })
}

import type { UpdateOrder } from './order'
import { fields, senderXml, statusXml, wrap } from './parts'

/** One order of UpdateOrdersRequest (protocol.md, 1.3), every element under the given prefix. */
export function updateOrderXml(p: string, order: UpdateOrder): string {
  const address =
    order.addressBy === 'elkOrderNumber'
      ? { elkOrderNumber: order.elkOrderNumber }
      : { orderNumber: order.orderNumber }
  return wrap(p, 'order', fields(p, address) + senderXml(p, order.sender) + statusXml(p, order.status))
}

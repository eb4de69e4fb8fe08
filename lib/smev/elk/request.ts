import { escapeAttribute } from '../xml/escape'
import { createOrderXml } from './create-order'
import { ELK_NAMESPACE, type CreateOrder, type Environment, type UpdateOrder } from './order'
import { wrap } from './parts'
import { updateOrderXml } from './update-order'

export type OrdersRequest =
  | { environment: Environment; kind: 'CREATE'; orders: readonly CreateOrder[] }
  | { environment: Environment; kind: 'UPDATE'; orders: readonly UpdateOrder[] }

/**
 * ElkOrderRequest of 1..N orders of one kind, already in the form the СМЭВ transform gives (protocol.md, 4.7): start and
 * end tags, no white space, one prefix. `prefix` is the number the transform would give at its place in the envelope.
 */
export function ordersRequestXml(request: OrdersRequest, prefix = 'ns1'): string {
  const orders =
    request.kind === 'CREATE'
      ? request.orders.map((order) => createOrderXml(prefix, order))
      : request.orders.map((order) => updateOrderXml(prefix, order))
  const name = request.kind === 'CREATE' ? 'CreateOrdersRequest' : 'UpdateOrdersRequest'
  const inner = wrap(prefix, name, wrap(prefix, 'orders', orders.join('')))
  const env = escapeAttribute(request.environment)
  return `<${prefix}:ElkOrderRequest xmlns:${prefix}="${ELK_NAMESPACE}" env="${env}">${inner}</${prefix}:ElkOrderRequest>`
}

import { childOf, childrenOf, textIn, type XmlTree } from '../xml/read'
import { ELK_NAMESPACE } from './order'

export interface OrdersResponse {
  kind: 'CREATE' | 'UPDATE'
  code: number
  message: string
  orders: {
    orderNumber: string | null
    /** Digits as text; null when absent or 0, which is no number at all. */
    elkOrderNumber: string | null
    /** 0 is acceptance; any other number may come. */
    status: number
    message: string
  }[]
}

export type ParsedResponse = { ok: true; response: OrdersResponse } | { ok: false; reason: string }

function parseOrder(order: XmlTree): OrdersResponse['orders'][number] | undefined {
  const status = textIn(order, 'status') ?? ''
  const number = textIn(order, 'elkOrderNumber') ?? ''
  if (!/^[+-]?\d{1,5}$/.test(status)) return undefined
  return {
    orderNumber: childOf(order, 'orderNumber')?.text.replace(/[\t\r\n]/g, ' ') || null,
    elkOrderNumber: /^\+?\d*[1-9]\d*$/.test(number) ? number.replace(/^\+?0*/, '') : null,
    status: Number(status),
    message: textIn(order, 'message') ?? '',
  }
}

/** ElkOrderResponse (protocol.md, 2.1) with whatever prefixes it came. */
export function parseOrdersResponse(root: XmlTree): ParsedResponse {
  if (root.name !== 'ElkOrderResponse') return { ok: false, reason: `unexpected root ${root.name}` }
  if (root.namespace !== ELK_NAMESPACE) return { ok: false, reason: `unexpected namespace ${root.namespace}` }
  const create = childOf(root, 'CreateOrdersResponse')
  const answer = create ?? childOf(root, 'UpdateOrdersResponse')
  if (!answer) return { ok: false, reason: 'neither CreateOrdersResponse nor UpdateOrdersResponse' }
  const code = textIn(answer, 'code') ?? ''
  const orders = childrenOf(childOf(answer, 'orders'), 'order').map(parseOrder)
  if (!/^[+-]?\d{1,5}$/.test(code)) return { ok: false, reason: 'code is not a number' }
  // A refusal of the whole may come without orders: its code and words must not be lost.
  if (orders.length === 0 && Number(code) === 0) return { ok: false, reason: 'no orders' }
  const complete = orders.filter((order) => order !== undefined)
  if (complete.length < orders.length) return { ok: false, reason: 'an order without a status' }
  const message = textIn(answer, 'message') ?? ''
  return {
    ok: true,
    response: { kind: create ? 'CREATE' : 'UPDATE', code: Number(code), message, orders: complete },
  }
}

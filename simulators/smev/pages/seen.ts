import type { OrderRecord } from '../store/state'

/** How many statuses of an order have been looked at; kept while the process lives. */
const seen = new Map<number, number>()

export const isNew = (order: OrderRecord) => (seen.get(order.elkOrderNumber) ?? 0) < order.statuses.length
export const markSeen = (order: OrderRecord) => void seen.set(order.elkOrderNumber, order.statuses.length)

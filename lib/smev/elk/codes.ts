/** Order statuses of ElkOrderResponse seen on the wire (protocol.md, 2.2). Others exist: an unknown one is shown as it came. */
export const ORDER_CODES = {
  0: { name: 'accepted', message: 'OK' },
  4: { name: 'statusNotFound', message: 'Status not found' },
  5: { name: 'incorrectParameters', message: 'Incorrect request parameters' },
  13: { name: 'incorrectService', message: 'Incorrect eServiceCode or serviceTargetCode' },
  28: { name: 'orderNotFound', message: 'Order not found' },
  31: { name: 'incorrectStatus', message: 'Incorrect order status specified' },
  34: { name: 'orderExists', message: 'Order already exists' },
  38: { name: 'requestTooOld', message: 'Request date too old' },
} as const

export type KnownOrderCode = keyof typeof ORDER_CODES

/** Code of the whole answer when at least one order failed. */
export const COMPLETED_WITH_ERRORS = 11

export function isKnownOrderCode(code: number): code is KnownOrderCode {
  return Object.hasOwn(ORDER_CODES, code)
}

/** The portal's answers for one order, word for word as they have been seen on the wire. */
export const MESSAGES = {
  0: 'OK',
  4: 'Status not found',
  5: 'Incorrect request parameters',
  13: 'Incorrect eServiceCode or serviceTargetCode',
  28: 'Order not found',
  31: 'Incorrect order status specified',
  34: 'Order already exists',
  38: 'Request date too old',
} as const

export type Code = keyof typeof MESSAGES
export const REFUSALS = [4, 5, 13, 28, 31, 34, 38] as const
export type Refusal = (typeof REFUSALS)[number]

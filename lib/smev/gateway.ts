import type { Gateway, GatewaySettings } from './contract'
import { createDirect } from './drivers/direct'
import { refuseUnsigned } from './drivers/unsigned'

export type * from './contract'
export { createAdapter } from './drivers/adapter'
export { createFolder } from './drivers/folder'
export { refuseAll } from './drivers/refuse-all'
export { provesUntaken, type TransportFault } from './faults'
export type { Trust } from './signature/believe'

/** The only door to СМЭВ. Faults are values; nothing here throws for what the other side does. */
export function createGateway(settings: GatewaySettings): Gateway {
  return refuseUnsigned(settings) ?? createDirect(settings)
}

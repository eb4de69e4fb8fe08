import type { XmlElement } from 'libxml2-wasm'
import { CNSI, ELK } from './xml/namespaces'
import { businessProblems, cnsiProblems } from './xml/schemas'

/** A kind of data that is served. */
export interface Service {
  namespace: string
  request: string
  /** Roots by which its answers may be asked for. */
  selectors: string[]
  problems: (element: XmlElement) => string[]
}

export const SERVICES = {
  elk: {
    namespace: ELK,
    request: 'ElkOrderRequest',
    selectors: ['ElkOrderResponse'],
    problems: businessProblems,
  },
  // Clients have been seen to ask ЕСНСИ's answers by the root of the request.
  cnsi: {
    namespace: CNSI,
    request: 'CnsiRequest',
    selectors: ['CnsiResponse', 'CnsiRequest'],
    problems: cnsiProblems,
  },
} satisfies Record<string, Service>

export type ServiceName = keyof typeof SERVICES

export function serviceOf(name?: string, namespace?: string): ServiceName | undefined {
  const names = Object.keys(SERVICES) as ServiceName[]
  return names.find((known) => SERVICES[known].request === name && SERVICES[known].namespace === namespace)
}

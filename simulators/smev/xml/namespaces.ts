const types = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types'

/** Versions of the message exchange that are served, each at an address of its own. */
export const VERSIONS = ['1.1', '1.2', '1.3'] as const
export type Version = (typeof VERSIONS)[number]

export interface Namespaces {
  types: string
  basic: string
  faults: string
}

export const namespacesOf = (version: Version): Namespaces => ({
  types: `${types}/${version}`,
  basic: `${types}/basic/${version}`,
  faults: `${types}/faults/${version}`,
})

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
export const CNSI = 'urn://x-artefacts-smev-gov-ru/esnsi/smev-integration/read/2.0.1'
export const ELK = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'

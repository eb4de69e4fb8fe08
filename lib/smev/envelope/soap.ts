/** Versions of the message exchange whose messages differ for us by their namespaces alone (protocol.md, 4.1). */
export const exchangeVersions = ['1.1', '1.2', '1.3'] as const
export type ExchangeVersion = (typeof exchangeVersions)[number]
export type Names = { types: string; basic: string }

export const namesOf = (version: ExchangeVersion): Names => ({
  types: `urn://x-artefacts-smev-gov-ru/services/message-exchange/types/${version}`,
  basic: `urn://x-artefacts-smev-gov-ru/services/message-exchange/types/basic/${version}`,
})
export const SMEV = namesOf('1.2')

export const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/'

/** Id of the signed element; the signature's Reference points at it. */
export const SIGNED_ID = 'SIGNED_BY_CALLER'

/**
 * A SOAP 1.1 envelope around the signed element and its signature. The Header stays although empty: without it СМЭВ
 * answers PoorSOAPEnvelopeFormat (protocol.md, 4.6). `signed` is put in letter for letter, `signature` is ds:Signature.
 */
export function soapEnvelope(operation: string, signed: string, signature = '', names: Names = SMEV): Buffer {
  const place =
    signature && `<smev:CallerInformationSystemSignature>${signature}</smev:CallerInformationSystemSignature>`
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>' +
      `<soap:Envelope xmlns:soap="${SOAP_NAMESPACE}"><soap:Header></soap:Header><soap:Body>` +
      `<smev:${operation} xmlns:smev="${names.types}">${signed}${place}</smev:${operation}>` +
      '</soap:Body></soap:Envelope>',
  )
}

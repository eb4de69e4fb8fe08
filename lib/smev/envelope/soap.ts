export const SMEV = {
  types: 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2',
  basic: 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/basic/1.2',
} as const

/** Id of the signed element; the signature's Reference points at it. */
export const SIGNED_ID = 'SIGNED_BY_CALLER'

/**
 * A SOAP 1.1 envelope around the signed element and its signature. The Header stays although empty: without it СМЭВ
 * answers PoorSOAPEnvelopeFormat (protocol.md, 4.6). `signed` is put in letter for letter, `signature` is ds:Signature.
 */
export function soapEnvelope(operation: string, signed: string, signature = ''): Buffer {
  const place =
    signature && `<smev:CallerInformationSystemSignature>${signature}</smev:CallerInformationSystemSignature>`
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>' +
      '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header></soap:Header><soap:Body>' +
      `<smev:${operation} xmlns:smev="${SMEV.types}">${signed}${place}</smev:${operation}>` +
      '</soap:Body></soap:Envelope>',
  )
}

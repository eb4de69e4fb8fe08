import { SIGNED_ID, SMEV, soapEnvelope } from './soap'

/** Timestamp, the signed element of GetStatusRequest. */
export function statusTimestampXml(at: Date): string {
  return `<ns1:Timestamp xmlns:ns1="${SMEV.basic}" Id="${SIGNED_ID}">${at.toISOString()}</ns1:Timestamp>`
}

export function getStatusEnvelope(timestamp: string, signature?: string): Buffer {
  return soapEnvelope('GetStatusRequest', timestamp, signature)
}

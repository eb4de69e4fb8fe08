import { SIGNED_ID, SMEV, soapEnvelope, type Names } from './soap'

/** Timestamp, the signed element of GetStatus. */
export function timestampXml(at: Date, names: Names = SMEV): string {
  return `<ns1:Timestamp xmlns:ns1="${names.basic}" Id="${SIGNED_ID}">${at.toISOString()}</ns1:Timestamp>`
}

export function getStatusEnvelope(timestamp: string, signature?: string, names?: Names): Buffer {
  return soapEnvelope('GetStatusRequest', timestamp, signature, names)
}

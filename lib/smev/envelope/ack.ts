import { escapeText } from '../xml/escape'
import { SIGNED_ID, SMEV, soapEnvelope, type Names } from './soap'

/** AckTargetMessage, the signed element. `accepted` is false only when the signature of СМЭВ was refused. */
export function ackTargetXml(messageId: string, accepted: boolean, names: Names = SMEV): string {
  const target = `<ns1:AckTargetMessage xmlns:ns1="${names.basic}" Id="${SIGNED_ID}" accepted="${accepted}">`
  return `${target}${escapeText(messageId)}</ns1:AckTargetMessage>`
}

export function ackEnvelope(target: string, signature?: string, names?: Names): Buffer {
  return soapEnvelope('AckRequest', target, signature, names)
}

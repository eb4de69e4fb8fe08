import { element } from '../xml/escape'
import { SIGNED_ID, SMEV, soapEnvelope, type Names } from './soap'

/** Which answers are asked for; nothing given takes answers of any type (protocol.md, 4.2). */
export interface Selector {
  namespaceUri?: string
  rootElement?: string
}

/** MessageTypeSelector, the signed element, in transformed form. `at` is the moment of asking. */
export function selectorXml({ namespaceUri, rootElement }: Selector, at: Date, names: Names = SMEV): string {
  return (
    `<ns1:MessageTypeSelector xmlns:ns1="${names.basic}" Id="${SIGNED_ID}">` +
    element('ns1:NamespaceURI', namespaceUri) +
    element('ns1:RootElementLocalName', rootElement) +
    element('ns1:Timestamp', at.toISOString()) +
    '</ns1:MessageTypeSelector>'
  )
}

export function getResponseEnvelope(selector: string, signature?: string, names?: Names): Buffer {
  return soapEnvelope('GetResponseRequest', selector, signature, names)
}

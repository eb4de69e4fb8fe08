import { XmlElement, type XmlDocument } from 'libxml2-wasm'
import { ELK_NAMESPACE } from '../elk/order'
import { rootPart } from '../envelope/multipart'
import { SOAP_NAMESPACE } from '../envelope/soap'
import { withXml } from '../xml/read'
import { validateElkElement } from '../xsd/validate'
import { validateExchange } from '../xsd/validate-exchange'

/** Content that travels beside the envelope: the schema asks for the bytes themselves, of which this is the reference. */
const XOP =
  /<(?:[\w-]+:)?Include\b[^>]*http:\/\/www\.w3\.org\/2004\/08\/xop\/include[^>]*(?:\/>|>\s*<\/(?:[\w-]+:)?Include>)/g

/**
 * What is wrong with a file by the schemas: ElkOrderRequest or ElkOrderResponse, an envelope of the message exchange
 * 1.1, 1.2 or 1.3 with what it carries, or one of its operations alone. Nothing when it is valid.
 */
export function validateFile(bytes: Buffer): string[] {
  const part = rootPart(bytes)
  if (!part) return ['multipart without a root part']
  const xml = part === bytes ? bytes : Buffer.from(part.toString('utf8').replace(XOP, ''))
  const read = withXml(xml, validateDocument)
  return read.ok ? read.value : [read.reason]
}

const elementsOf = (parent: XmlElement): XmlElement[] => {
  const found: XmlElement[] = []
  for (let node = parent.firstChild; node; node = node.next) if (node instanceof XmlElement) found.push(node)
  return found
}
const isSoap = (element: XmlElement, name: string) =>
  element.name === name && element.namespaceUri === SOAP_NAMESPACE

function validateDocument({ root }: XmlDocument): string[] {
  if (root.namespaceUri === ELK_NAMESPACE) return validateElkElement(root)
  return isSoap(root, 'Envelope') ? validateEnvelope(root) : validateOperation(root)
}

function validateEnvelope(envelope: XmlElement): string[] {
  const parts = elementsOf(envelope)
  const body = parts.at(-1)
  if (!body || !isSoap(body, 'Body')) return ['soap:Envelope does not end with soap:Body']
  const [operation, ...more] = elementsOf(body)
  if (!operation || more.length > 0) return ['soap:Body does not hold one element']
  if (isSoap(operation, 'Fault')) return validateFault(operation)
  // A request without soap:Header СМЭВ answers by PoorSOAPEnvelopeFormat (protocol.md, 4.6).
  const head = operation.name.endsWith('Request') && !(parts[0] && isSoap(parts[0], 'Header'))
  return [...(head ? ['no soap:Header'] : []), ...validateOperation(operation)]
}

function validateFault(fault: XmlElement): string[] {
  const detail = elementsOf(fault).find((child) => child.name === 'detail')
  const told = detail ? elementsOf(detail) : []
  return told.flatMap((one) => validateExchange(one) ?? [`detail ${one.name} is no fault of the exchange`])
}

function validateOperation(operation: XmlElement): string[] {
  const problems = validateExchange(operation)
  if (!problems)
    return [`${operation.name} of ${operation.namespaceUri || 'no namespace'} is none of ours to judge`]
  return [...problems, ...contentsOf(operation).flatMap(validateElkElement)]
}

/** Orders and answers to them, wherever they stand; other business content is not ours to judge. */
const contentsOf = (element: XmlElement): XmlElement[] =>
  elementsOf(element).flatMap((child) => (child.namespaceUri === ELK_NAMESPACE ? [child] : contentsOf(child)))

import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { BASIC, FAULTS, SOAP, TYPES } from '../xml/namespaces'
import { childElements, type Element, toElement, withDocument, XmlRefused } from '../xml/parse'
import { businessProblems, envelopeProblems } from '../xml/schemas'
import { SmevFault } from './faults'
import type { Operation } from '../plan'

const ROOTS: Record<string, Operation> = {
  SendRequestRequest: 'SendRequest',
  GetResponseRequest: 'GetResponse',
  AckRequest: 'Ack',
  GetStatusRequest: 'GetStatus',
}

export interface Request {
  operation: Operation
  body: Element
  /** What the schema of orders says of the business content, when it is an ElkOrderRequest. */
  businessProblems: string[]
}

/** Reads a SOAP request and holds it to the schema of the exchange. */
export function readRequest(bytes: Uint8Array): Request {
  try {
    return withDocument(bytes, read)
  } catch (error) {
    if (error instanceof XmlRefused) throw new SmevFault('InvalidContent', { problems: error.problems })
    throw error
  }
}

function read(document: XmlDocument): Request {
  const envelope = document.root
  const parts = childElements(envelope)
  const body = parts.find((part) => part.name === 'Body' && part.namespaceUri === SOAP)
  const header = parts.some((part) => part.name === 'Header' && part.namespaceUri === SOAP)
  if (envelope.name !== 'Envelope' || envelope.namespaceUri !== SOAP || !body || !header)
    throw new SmevFault('SignatureVerificationFault', {
      text: 'Конверт должен состоять из soap:Header и soap:Body.',
      extra: { SignatureVerificationFault: 'PoorSOAPEnvelopeFormat' },
    })
  const [root] = childElements(body)
  const operation = root && root.namespaceUri === TYPES ? ROOTS[root.name] : undefined
  if (!root || !operation)
    throw new SmevFault('UnknownMessageType', { text: 'Тренажёр не знает такой операции.' })
  const problems = envelopeProblems(root)
  if (problems.length > 0) throw new SmevFault('InvalidContent', { problems })
  return { operation, body: toElement(root), businessProblems: contentProblems(root) }
}

function contentProblems(root: XmlElement): string[] {
  const [data] = childElements(root)
  const content = data && childElements(data).find((part) => part.name === 'MessagePrimaryContent')
  const [business] = content ? childElements(content) : []
  return business?.name === 'ElkOrderRequest' ? businessProblems(business) : []
}

export function envelopeOf(body: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${SOAP}"><soap:Body>` +
    body +
    `</soap:Body></soap:Envelope>`
  )
}

/** An answer of the exchange with the prefixes СМЭВ itself uses. */
export function answerEnvelope(name: string, content: string): string {
  return envelopeOf(
    `<ns2:${name} xmlns:ns2="${TYPES}" xmlns="${BASIC}" xmlns:ns3="${FAULTS}">${content}</ns2:${name}>`,
  )
}

/** The mnemonic of whoever talks to the simulator: without a signature there is nothing to tell it by. */
export const CALLER = 'CALLER'

export function metadata(fields: [name: string, value: string | undefined][], id?: string): string {
  const content = fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      name === 'Sender' || name === 'Recipient'
        ? `<ns2:${name}><ns2:Mnemonic>${value}</ns2:Mnemonic></ns2:${name}>`
        : `<ns2:${name}>${value}</ns2:${name}>`,
    )
    .join('')
  return `<ns2:MessageMetadata${id ? ` Id="${id}"` : ''}>${content}</ns2:MessageMetadata>`
}

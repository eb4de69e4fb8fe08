import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { Operation } from '../plan'
import { type ServiceName, serviceOf, SERVICES } from '../services'
import { type CallerSignature, readSignature } from '../signature/verify'
import { namespacesOf, SOAP, type Version } from '../xml/namespaces'
import { childElements, type Element, toElement, withDocument, XmlRefused } from '../xml/parse'
import { envelopeProblems } from '../xml/schemas'
import { SmevFault } from './faults'
import { CALLER } from './write'

/** The roots of the exchange that are served, and what the caller's signature stands over in each. */
const ROOTS: Record<string, { operation: Operation; signed: string }> = {
  SendRequestRequest: { operation: 'SendRequest', signed: 'SenderProvidedRequestData' },
  GetResponseRequest: { operation: 'GetResponse', signed: 'MessageTypeSelector' },
  AckRequest: { operation: 'Ack', signed: 'AckTargetMessage' },
  GetStatusRequest: { operation: 'GetStatus', signed: 'Timestamp' },
}

export interface Request {
  version: Version
  operation: Operation
  body: Element
  signature: CallerSignature
  /** Whose queue it is; `CALLER` until the signature has told. */
  caller: string
  /** The kind of its business content, and what the schema of that kind says of it. */
  service?: ServiceName
  businessProblems: string[]
}

/** Reads a SOAP request and, unless told not to, holds it to the schema of the exchange. */
export function readRequest(bytes: Uint8Array, version: Version, checks: boolean): Request {
  try {
    return withDocument(bytes, (document) => read(document, version, checks))
  } catch (error) {
    if (error instanceof XmlRefused) throw new SmevFault('InvalidContent', { problems: error.problems })
    throw error
  }
}

function read(document: XmlDocument, version: Version, checks: boolean): Request {
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
  const known = root && root.namespaceUri === namespacesOf(version).types ? ROOTS[root.name] : undefined
  if (!root || !known)
    throw new SmevFault('UnknownMessageType', { text: 'Тренажёр не знает такой операции.' })
  const problems = checks ? envelopeProblems(version, root) : []
  if (problems.length > 0) throw new SmevFault('InvalidContent', { problems })
  return {
    version,
    operation: known.operation,
    body: toElement(root),
    signature: readSignature(root, checks ? known.signed : undefined),
    caller: CALLER,
    ...readContent(root, checks),
  }
}

function readContent(root: XmlElement, checks: boolean): Pick<Request, 'service' | 'businessProblems'> {
  const [data] = childElements(root)
  const content = data && childElements(data).find((part) => part.name === 'MessagePrimaryContent')
  const [business] = content ? childElements(content) : []
  const service = serviceOf(business?.name, business?.namespaceUri)
  const judged = checks && business && service
  return { service, businessProblems: judged ? SERVICES[service].problems(business) : [] }
}

import { childOf, readXml, textIn, type XmlTree } from '../xml/read'
import { rootPart } from './multipart'
import { parseAnswer, parseProcessing, type AnswerMessage, type Processing } from './parse-answer'
import { parseSoapFault, type SmevFault } from './parse-fault'

export type Reply =
  | { kind: 'sent'; messageId?: string; status?: string; sentAt?: string }
  | { kind: 'empty' }
  | { kind: 'answer'; answer: AnswerMessage }
  | { kind: 'acknowledged' }
  | { kind: 'status'; status: Processing }
  | { kind: 'fault'; fault: SmevFault }
  /** An envelope with an empty body: a test stand answers Ack so. */
  | { kind: 'blank' }
  | { kind: 'unreadable'; reason: string }

const unreadable = (reason: string): Reply => ({ kind: 'unreadable', reason })

function parseOperation(tree: XmlTree): Reply {
  switch (tree.name) {
    case 'Fault':
      return { kind: 'fault', fault: parseSoapFault(tree) }
    case 'SendRequestResponse': {
      const metadata = childOf(tree, 'MessageMetadata')
      if (!metadata) return unreadable('SendRequestResponse without MessageMetadata')
      const sentAt = textIn(metadata, 'SendingTimestamp')
      return {
        kind: 'sent',
        messageId: textIn(metadata, 'MessageId'),
        status: textIn(metadata, 'Status'),
        sentAt,
      }
    }
    case 'GetResponseResponse': {
      const message = childOf(tree, 'ResponseMessage')
      if (!message) return { kind: 'empty' }
      const response = childOf(message, 'Response')
      const answer = response && parseAnswer(response)
      return answer ? { kind: 'answer', answer } : unreadable('ResponseMessage without an id')
    }
    case 'GetStatusResponse': {
      const data = childOf(childOf(tree, 'SmevAsyncProcessingMessage'), 'AsyncProcessingStatusData')
      const status = childOf(data, 'AsyncProcessingStatus')
      return status ? { kind: 'status', status: parseProcessing(status) } : { kind: 'empty' }
    }
    case 'AckResponse':
      return { kind: 'acknowledged' }
    default:
      return unreadable(`unexpected element ${tree.name}`)
  }
}

/** Response alone, as its signature covers it, to a value. */
export function parseResponse(bytes: Buffer): Reply {
  const read = readXml(bytes)
  if (!read.ok) return unreadable(read.reason)
  const answer = read.root.name === 'Response' ? parseAnswer(read.root) : undefined
  return answer ? { kind: 'answer', answer } : unreadable('Response without an id')
}

/** AsyncProcessingStatusData alone, as its signature covers it. */
export function parseStatusData(bytes: Buffer): Processing | undefined {
  const read = readXml(bytes)
  const status = read.ok ? childOf(read.root, 'AsyncProcessingStatus') : undefined
  return status && parseProcessing(status)
}

const replies = new WeakMap<Buffer, Reply>() // an answer is looked at when it comes, and read once it is stored

/** Bytes of an answer to a value; whatever they are, nothing is thrown. A recorded answer may lack its envelope. */
export function parseReply(bytes: Buffer): Reply {
  const known = replies.get(bytes)
  if (known) return known
  const reply = parse(bytes)
  replies.set(bytes, reply)
  return reply
}

function parse(bytes: Buffer): Reply {
  const part = rootPart(bytes)
  if (!part) return unreadable('multipart without a root part')
  const read = readXml(part)
  if (!read.ok) return unreadable(read.reason)
  if (read.root.name !== 'Envelope') return parseOperation(read.root)
  const body = childOf(read.root, 'Body')
  if (!body) return unreadable('envelope without a body')
  const [operation] = body.children
  return operation ? parseOperation(operation) : { kind: 'blank' }
}

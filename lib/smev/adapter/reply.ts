import type { Answer } from '../contract'
import { rootPart } from '../envelope/multipart'
import { childOf, readXml } from '../xml/read'
import { outcomeOf, type AdapterMessage, type Reply } from './message'
import { readJson } from './read-json'
import { readElement } from './read-xml'

const unreadable = (reason: string): Reply => ({ kind: 'unreadable', reason })

/** Bytes of a reply, or of a file, to a value; whatever they are, nothing is thrown. */
export function readReply(bytes: Buffer): Reply {
  if (/^\s*[{[]/.test(bytes.subarray(0, 64).toString('latin1'))) return readJson(bytes)
  const part = rootPart(bytes)
  if (!part) return unreadable('multipart without a root part')
  const read = readXml(part)
  if (!read.ok) return unreadable(read.reason)
  if (read.root.name !== 'Envelope') return readElement(read.root)
  const element = childOf(read.root, 'Body')?.children[0]
  return element ? readElement(element) : unreadable('envelope without content')
}

/** How much a message says of what became of a request: what Find brings may be its whole story. */
function weight(message: AdapterMessage): number {
  const outcome = outcomeOf(message)
  if (outcome.kind === 'orders') return 4
  if (outcome.kind === 'rejected' || (outcome.kind === 'processing' && outcome.rejectedBySmev)) return 3
  return outcome.kind === 'foreign' ? 1 : 2
}

/** A stored answer to a value: of several to one request the one that says most. */
export function readStored(bytes: Buffer): Answer {
  const reply = readReply(bytes)
  if (reply.kind === 'unreadable') return { ok: false, reason: reply.reason }
  if (reply.kind !== 'messages') return { ok: false, reason: `not an answer: ${reply.kind}` }
  const [message] = reply.messages.toSorted((one, other) => weight(other) - weight(one))
  if (!message) return { ok: false, reason: 'no message' }
  const { id = '', isRequest, clientId, sender, sentAt } = message
  return {
    ok: true,
    messageId: id,
    originalMessageId: isRequest ? undefined : clientId,
    sender,
    sentAt,
    outcome: outcomeOf(message),
  }
}

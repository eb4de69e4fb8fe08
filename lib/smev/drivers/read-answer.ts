import { isCnsi, parseCnsi } from '../cnsi/reply'
import { parseOrdersResponse } from '../elk/parse-response'
import { attachmentsOf } from '../envelope/attachments'
import { rootPart } from '../envelope/multipart'
import { parseReply, parseResponse, type Reply } from '../envelope/parse'
import type { AnswerContent } from '../envelope/parse-answer'
import type { Answer, AnswerOutcome } from '../contract'
import type { Trust } from '../signature/believe'
import { verifyAnswer } from '../signature/verify-answer'
import { withXml } from '../xml/read'

/** InteractionStatusType that says the message will never be answered (protocol.md, 4.4). */
const isRejection = (category: string): boolean =>
  category === 'requestIsRejectedBySmev' || category === 'responseIsRejectedBySmev'

function outcomeOf(content: AnswerContent, raw: Buffer): AnswerOutcome {
  switch (content.kind) {
    case 'content': {
      if (isCnsi(content.content)) {
        const pieces = () => attachmentsOf(raw, content.attachments)
        return { kind: 'directory', reply: parseCnsi(content.content, pieces) }
      }
      const parsed = parseOrdersResponse(content.content)
      if (parsed.ok) return { kind: 'orders', response: parsed.response }
      const { name, namespace } = content.content
      return { kind: 'foreign', root: name, namespace, reason: parsed.reason }
    }
    case 'processing': {
      const { category, details, fault } = content
      return { kind: 'processing', category, rejectedBySmev: isRejection(category), details, fault }
    }
    case 'nothing':
      return { kind: 'foreign', reason: 'no content' }
    default:
      return content
  }
}

/** The answer that the signatures vouch for, read from nothing but what they cover. */
function believed(raw: Buffer, trust: Trust): Reply | { kind: 'untrusted'; reason: string } {
  const part = rootPart(raw)
  const read = part ? withXml(part, (document) => verifyAnswer(document, trust)) : undefined
  if (!read) return { kind: 'unreadable', reason: 'multipart without a root part' }
  if (!read.ok) return { kind: 'unreadable', reason: read.reason }
  const { value } = read
  if (value.ok) return parseResponse(Buffer.from(value.content))
  return { kind: value.untrusted ? 'untrusted' : 'unreadable', reason: value.reason }
}

/** A stored answer to a value. With `trust` its signatures must hold. */
export function readAnswer(raw: Buffer, trust?: Trust): Answer {
  const reply = trust ? believed(raw, trust) : parseReply(raw)
  if (reply.kind === 'untrusted') return { ok: false, reason: reply.reason, untrusted: true }
  if (reply.kind === 'unreadable') return { ok: false, reason: reply.reason }
  if (reply.kind !== 'answer') return { ok: false, reason: `not an answer: ${reply.kind}` }
  const { messageId, originalMessageId, sender, sentAt, content } = reply.answer
  return { ok: true, messageId, originalMessageId, sender, sentAt, outcome: outcomeOf(content, raw) }
}

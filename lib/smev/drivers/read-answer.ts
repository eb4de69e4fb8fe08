import { parseOrdersResponse } from '../elk/parse-response'
import { parseReply } from '../envelope/parse'
import type { AnswerContent } from '../envelope/parse-answer'
import type { Answer, AnswerOutcome } from '../contract'

const REJECTED = new Set(['requestIsRejectedBySmev', 'responseIsRejectedBySmev'])

function outcomeOf(content: AnswerContent): AnswerOutcome {
  switch (content.kind) {
    case 'content': {
      const parsed = parseOrdersResponse(content.content)
      if (parsed.ok) return { kind: 'orders', response: parsed.response }
      const { name, namespace } = content.content
      return { kind: 'foreign', root: name, namespace, reason: parsed.reason }
    }
    case 'processing': {
      const { category, details, fault } = content
      return { kind: 'processing', category, rejectedBySmev: REJECTED.has(category), details, fault }
    }
    case 'nothing':
      return { kind: 'foreign', reason: 'no content' }
    default:
      return content
  }
}

/** A stored answer to a value. */
export function readAnswer(raw: Buffer): Answer {
  const reply = parseReply(raw)
  if (reply.kind === 'unreadable') return { ok: false, reason: reply.reason }
  if (reply.kind !== 'answer') return { ok: false, reason: `not an answer: ${reply.kind}` }
  const { messageId, originalMessageId, sender, sentAt, content } = reply.answer
  return { ok: true, messageId, originalMessageId, sender, sentAt, outcome: outcomeOf(content) }
}

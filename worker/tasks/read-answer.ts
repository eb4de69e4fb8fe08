import { maskNumbers } from '@/lib/core/text'
import { ANSWER_REFUSED } from '@/lib/delivery/labels'
import type { SendOutcome } from '@/lib/delivery/send-messages'
import type { ReadAnswer } from '@/lib/delivery/settle-answer'
import type { DirectoryAnswer } from '@/lib/directories/settle-answer'
import type { Answer, AnswerOutcome } from '@/lib/smev/contract'
import { isTestId } from '@/lib/smev/envelope/message-id'
import { verdictOf } from '@/lib/smev/faults'

const GOES_ON: ReadonlySet<string> = new Set(['retry', 'newId', 'stop'])

type Processing = Extract<AnswerOutcome, { kind: 'processing' }>

/** What an answer says to a question to ЕСНСИ. Pure. */
export function toDirectoryAnswer({ outcome }: Extract<Answer, { ok: true }>): DirectoryAnswer {
  switch (outcome.kind) {
    case 'directory':
      return outcome.reply
    case 'rejected': {
      const [first] = outcome.reasons
      return { to: 'rejected', code: first?.code ?? '', text: first?.description ?? '' }
    }
    case 'processing': {
      const { rejectedBySmev, fault, details } = outcome
      const [code, text] = [fault?.code ?? fault?.name ?? 'СМЭВ', fault?.description ?? details ?? '']
      return rejectedBySmev ? { to: 'rejected', code, text } : { to: 'progress' }
    }
    case 'status':
      return { to: 'progress' }
    default:
      return { to: 'unclear', reason: 'reason' in outcome ? outcome.reason : outcome.kind }
  }
}

/** What СМЭВ refused is the answer of ЕПГУ: our request was taken, and what became of it is not known. */
const isOfAnswer = ({ category }: Processing) => category === 'responseIsRejectedBySmev'

/** Only where СМЭВ refused our request: the refusal of an answer says nothing against what was asked. */
function notToBlame({ category, fault, details }: Processing): SendOutcome | undefined {
  const verdict = fault && verdictOf(fault.name, fault.signatureReason)
  if (category !== 'requestIsRejectedBySmev' || !verdict || !GOES_ON.has(verdict)) return undefined
  return { verdict, fault: fault.name, text: fault.description ?? details }
}

/** What an answer says of the orders of a message (protocol.md §2, §4.4); numbers of people are masked in what СМЭВ says. Pure. */
export function toRead(answer: Answer): ReadAnswer {
  if (!answer.ok)
    return { kind: 'unreadable', messageId: null, originalMessageId: null, reason: answer.reason }
  const ids = { messageId: answer.messageId, originalMessageId: answer.originalMessageId ?? null }
  if (isTestId(answer.originalMessageId)) return { ...ids, kind: 'test' }
  const { outcome } = answer
  switch (outcome.kind) {
    case 'orders':
      return {
        ...ids,
        kind: 'orders',
        code: outcome.response.code,
        text: outcome.response.message,
        orders: outcome.response.orders,
      }
    case 'rejected':
      return {
        ...ids,
        kind: 'rejected',
        fault: maskNumbers(
          `RequestRejected: ${outcome.reasons.map(({ code, description }) => `${code}: ${description}`).join('; ')}`,
        ),
      }
    case 'processing':
      if (!outcome.rejectedBySmev) return { ...ids, kind: 'progress' }
      return {
        ...ids,
        kind: 'rejected',
        fault: maskNumbers(
          [
            isOfAnswer(outcome) && ANSWER_REFUSED,
            outcome.fault?.name,
            outcome.fault?.code,
            outcome.fault?.description ?? outcome.details,
          ]
            .filter(Boolean)
            .join(': '),
        ),
        notToBlame: notToBlame(outcome),
      }
    case 'status':
      return { ...ids, kind: 'progress' }
    case 'directory':
      return { ...ids, kind: 'unreadable', reason: 'an answer of ЕСНСИ to no question of ours' }
    default:
      return { ...ids, kind: 'unreadable', reason: outcome.reason }
  }
}

import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { say } from '@/lib/core/message'
import { maskNumbers } from '@/lib/core/text'
import { keepEnvelope } from '@/lib/delivery/keep-envelope'
import { envelopeIn } from '@/lib/delivery/keep-reply'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { retryDelay, type SendOutcome } from '@/lib/delivery/send-messages'
import type { ClaimedQuestion } from './claim-question'

const SELDOM = 600

/**
 * Writes what became of sending a question; `messageId` is null when nothing could be made to send. An answer that was
 * faster, and a cancelling, are not undone.
 */
export async function settleQuestion(
  { importId, organisationId, attempts }: ClaimedQuestion,
  messageId: string | null,
  { verdict, fault, text, raw }: SendOutcome,
): Promise<void> {
  const words = fault ? maskNumbers(`${fault}${text ? `: ${text}` : ''}`).slice(0, 500) : null
  const where = {
    id: importId,
    messageId,
    sentAt: null,
    state: { in: ['REQUESTED' as const, 'ASKED' as const] },
  }
  const none = { messageId: null, envelopeId: null }
  const reply = messageId ? envelopeIn({ fault, raw }) : undefined
  await asWorker(async (tx) => {
    if (messageId && reply)
      await keepEnvelope(tx, {
        direction: 'IN',
        operation: 'SendRequest',
        originalMessageId: messageId,
        organisationId,
        body: reply,
      })
    if (verdict === 'taken') {
      await tx.directoryImport.updateMany({ where, data: { state: 'ASKED', sentAt: now(), lastFault: null } })
      return
    }
    if (verdict === 'fix') {
      const told = say('directories.fault.refused', { text: words ?? '' })
      await tx.directoryImport.updateMany({ where, data: { ...none, state: 'FAILED', fault: told } })
      return
    }
    const hopeless = verdict === 'stop' || verdict === 'ask'
    if (hopeless) await raiseAlarm(tx, `send.${verdict}`, fault ?? 'unknown', text ?? '')
    const delay = hopeless ? SELDOM : retryDelay(attempts)
    const { count } = await tx.directoryImport.updateMany({
      where,
      data: { lastFault: words, ...(verdict === 'newId' ? none : {}) },
    })
    if (count > 0)
      await tx.$executeRaw`UPDATE directory_imports SET next_attempt_at = app_now() + ${delay} * interval '1 second'
        WHERE id = ${importId}::uuid`
  })
}

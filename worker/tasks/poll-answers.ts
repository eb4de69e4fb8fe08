import { env } from '@/lib/core/env'
import { log } from '@/lib/core/logger'
import { markAcknowledged, pendingAnswers } from '@/lib/delivery/pending-answers'
import { recordAnswer, settleAnswer, type ReadAnswer } from '@/lib/delivery/settle-answer'
import type { Gateway } from '@/lib/smev/gateway'

const MOST = 200

/**
 * Takes answers until there are none: stored as bytes, then read, then acknowledged, in that order; what a killed worker
 * left between two of these steps is finished first (decision 3). Returns how many were settled.
 */
export async function pollAnswers(gateway: Gateway): Promise<number> {
  let settled = 0
  for (const answer of await pendingAnswers(MOST)) {
    await finish(
      gateway,
      answer.id,
      Buffer.from(answer.body),
      answer.processed ? { known: answer.known } : undefined,
    )
    settled++
  }
  for (let taken = 0; taken < MOST; taken++) {
    const received = await gateway.receive()
    if (received.kind === 'empty') return settled
    if (received.kind === 'fault') {
      // What came and cannot be read has no id to acknowledge: it is kept and told, СМЭВ will bring it again.
      if (received.raw?.length) await finish(gateway, await recordAnswer(received.raw), received.raw)
      log.warn('answers.fault', { fault: received.fault, verdict: received.verdict })
      return settled
    }
    const id = await recordAnswer(received.raw)
    await finish(gateway, id, received.raw)
    settled++
  }
  return settled
}

async function finish(gateway: Gateway, id: bigint, raw: Buffer, before?: { known: boolean }): Promise<void> {
  const answer = gateway.read(raw)
  const { known } = before ?? (await settleAnswer(id, toRead(answer)))
  const mayAcknowledge = known || env().SMEV_ACK_UNKNOWN
  log.debug('answer.settled', {
    envelope: id,
    known,
    originalMessageId: answer.ok ? answer.originalMessageId : undefined,
  })
  if (!answer.ok || !mayAcknowledge) {
    await markAcknowledged(id) // there is nothing to acknowledge by, or another system's answer must stay in the queue
    return
  }
  const outcome = await gateway.acknowledge(answer.messageId)
  if (outcome.ok || outcome.verdict === 'ignore') await markAcknowledged(id)
  else log.warn('answer.notAcknowledged', { envelope: id, fault: outcome.fault })
}

function toRead(answer: ReturnType<Gateway['read']>): ReadAnswer {
  if (!answer.ok)
    return { kind: 'unreadable', messageId: null, originalMessageId: null, reason: answer.reason }
  const ids = { messageId: answer.messageId, originalMessageId: answer.originalMessageId ?? null }
  const { outcome } = answer
  switch (outcome.kind) {
    case 'orders':
      return {
        ...ids,
        kind: 'orders',
        code: outcome.response.code,
        text: outcome.response.message,
        orders: outcome.response.orders.map((order) => ({
          orderNumber: order.orderNumber ?? null,
          elkOrderNumber: order.elkOrderNumber,
          status: order.status,
          message: order.message,
        })),
      }
    case 'rejected':
      return {
        ...ids,
        kind: 'rejected',
        fault: outcome.reasons.map((reason) => `${reason.code}: ${reason.description}`).join('; '),
      }
    case 'processing':
      if (!outcome.rejectedBySmev) return { ...ids, kind: 'progress' }
      return {
        ...ids,
        kind: 'rejected',
        fault: [outcome.fault?.name, outcome.fault?.code, outcome.fault?.description ?? outcome.details]
          .filter(Boolean)
          .join(': '),
      }
    case 'status':
      return { ...ids, kind: 'progress' }
    default:
      return { ...ids, kind: 'unreadable', reason: outcome.reason }
  }
}

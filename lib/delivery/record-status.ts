import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { isId } from '@/lib/core/ids'
import { keepEnvelope } from './keep-envelope'

/**
 * СМЭВ's word about a message under way (GetStatus): kept as it came, and shown on the card. It settles nothing: a
 * refusal comes as an answer of its own (protocol.md, 4.4).
 */
export async function recordStatus(status: {
  messageId?: string
  /** None of what is not believed: kept alone. */
  category?: string
  raw: Uint8Array
}): Promise<void> {
  const at = now()
  const ofOurs = isId(status.messageId) ? status.messageId : undefined
  await asWorker(async (tx) => {
    const message = ofOurs
      ? await tx.message.findUnique({ where: { id: ofOurs }, select: { organisationId: true } })
      : null
    await keepEnvelope(tx, {
      direction: 'IN',
      operation: 'GetStatus',
      originalMessageId: status.messageId,
      organisationId: message?.organisationId,
      body: status.raw,
    })
    if (message)
      await tx.message.updateMany({
        where: { id: ofOurs, state: { in: ['PREPARED', 'SENT'] } },
        data: { smevStatus: status.category?.slice(0, 100), smevStatusAt: at },
      })
  })
}

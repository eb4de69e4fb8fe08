import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { sha256Of } from './keep-envelope'
import type { Claimed } from './send-messages'

/**
 * Commits the bytes that are about to leave, before they do. What another certificate had signed stays in the log beside
 * them, under the same id (decision 4).
 * @returns whether this worker still holds the message
 */
export async function keepSealed(message: Claimed, bytes: Uint8Array): Promise<boolean> {
  const body = new Uint8Array(bytes)
  return asWorker(async (tx) => {
    const mine = { id: message.id, leaseToken: message.leaseToken, state: 'PREPARED' as const }
    const held = await tx.message.findFirst({ where: mine, select: { organisationId: true } })
    if (!held) return false
    const envelope = await tx.envelope.create({
      data: {
        direction: 'OUT',
        operation: 'SendRequest',
        driver: message.driver,
        messageId: message.id,
        organisationId: held.organisationId,
        body,
        sha256: sha256Of(body),
        createdAt: now(),
      },
      select: { id: true },
    })
    const { count } = await tx.message.updateMany({
      where: mine,
      data: { prepared: null, envelopeId: envelope.id, mayBeTaken: true },
    })
    if (count === 0) throw new Error('the lease ended while the message was sealed')
    return true
  })
}

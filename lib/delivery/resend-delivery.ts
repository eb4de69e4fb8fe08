import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { wakeDelivery } from './enqueue-delivery'
import { Facts } from './facts'
import { awaitsDecision, replaceDelivery } from './replace-delivery'

/**
 * «Передать ещё раз»: a refused change goes again with the same facts as a new attempt; one that waits for its next
 * attempt goes now, and its count starts anew (X08).
 */
export async function resendDelivery(
  session: Session,
  input: { deliveryId: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    const delivery = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!delivery) throw notFound()
    if (awaitsDecision(delivery.state)) {
      await replaceDelivery(tx, session, delivery, { facts: Facts.parse(delivery.facts), decision: 'resend' })
      return { applicationId: delivery.applicationId }
    }
    if (delivery.state !== 'SENDING' || !delivery.messageId)
      throw new Refusal('CONFLICT', 'delivery.nothingToResend')
    await tx.message.updateMany({
      where: { id: delivery.messageId, state: 'PREPARED' },
      data: { nextAttemptAt: now(), attempts: 0 },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'delivery.retryNow',
      subjectType: 'application',
      subjectId: delivery.applicationId,
      details: { deliveryId: delivery.id },
      ip: session.ip,
    })
    await wakeDelivery(tx)
    return { applicationId: delivery.applicationId }
  })
}

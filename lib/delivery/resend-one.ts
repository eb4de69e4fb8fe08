import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { wakeAfterCommit, type Tx } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { Facts } from './facts'
import { shownState } from './labels'
import { remedies } from './remedies'
import { lockApplicationOf } from './lock-application'
import { awaitsDecision, replaceDelivery } from './replace-delivery'

/**
 * The rule of every resend: a refused change goes again with the same facts as a new attempt, where that may help; one
 * that waits for its next attempt goes now, and its count starts anew (X08); one that СМЭВ took and nobody answers goes
 * once more under the same id and bytes (promise 3). A Refusal is thrown before anything is written. Returns the
 * application's id.
 */
export async function resendOne(tx: Tx, session: Session, deliveryId: string): Promise<string> {
  await lockApplicationOf(tx, deliveryId)
  const delivery = await tx.delivery.findUnique({ where: { id: deliveryId }, include: { message: true } })
  if (!delivery) throw notFound()
  if (awaitsDecision(delivery.state)) {
    const facts = Facts.safeParse(delivery.facts)
    if (!facts.success || !remedies({ ...delivery, sentAt: null }).includes('resend'))
      throw new Refusal('CONFLICT', 'delivery.resendUseless')
    await replaceDelivery(tx, session, delivery, { facts: facts.data, decision: 'resend' })
    return delivery.applicationId
  }
  const state = shownState(delivery.state, delivery.message)
  if ((state !== 'SENDING' && state !== 'SENT') || !delivery.messageId)
    throw new Refusal('CONFLICT', 'delivery.nothingToResend')
  const count = await tx.$executeRaw`
    UPDATE messages SET state = 'PREPARED', next_attempt_at = app_now(), attempts = 0
    WHERE id = ${delivery.messageId}::uuid AND state = ${state === 'SENT' ? 'SENT' : 'PREPARED'}::message_state`
  if (state === 'SENT' && count === 0) throw new Refusal('CONFLICT', 'delivery.nothingToResend')
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action: 'delivery.retryNow',
    subjectType: 'application',
    subjectId: delivery.applicationId,
    details: { deliveryId: delivery.id },
    ip: session.ip,
  })
  wakeAfterCommit(tx)
  return delivery.applicationId
}

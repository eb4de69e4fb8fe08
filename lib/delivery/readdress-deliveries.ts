import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { enqueueDelivery } from './enqueue-delivery'
import { Facts } from './facts'

/**
 * Changes that wait behind a corrected Create go under its new ведомственный №: under the old one they could reach
 * somebody else's order. Their facts are not altered; each gets a new attempt beside the old (decision 1).
 */
export async function readdressDeliveries(
  tx: Tx,
  session: Session,
  applicationId: string,
  orderNumber: string,
): Promise<void> {
  const waiting = await tx.delivery.findMany({
    where: { applicationId, state: 'QUEUED', kind: 'UPDATE' },
    orderBy: { seq: 'asc' },
  })
  for (const delivery of waiting) {
    const facts = Facts.parse(delivery.facts)
    if (facts.orderNumber === orderNumber) continue
    await tx.delivery.updateMany({
      where: { id: delivery.id, state: 'QUEUED' },
      data: { state: 'SUPERSEDED', decidedById: session.userId, decision: 'changeNumber', settledAt: now() },
    })
    await enqueueDelivery(tx, {
      organisationId: delivery.organisationId,
      applicationId,
      statusChangeId: delivery.statusChangeId,
      seq: delivery.seq,
      attempt: delivery.attempt + 1,
      facts: { ...facts, orderNumber },
    })
  }
}

import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { enqueueDelivery } from './enqueue-delivery'
import { UpdateFacts } from './facts'
import { nextAttempt } from './next-attempt'

/**
 * Changes that wait behind a new Create go under its address: under the old one they could reach somebody else's order,
 * or none. Their facts are not altered; each gets a new attempt beside the old (decision 1).
 */
export async function readdressDeliveries(
  tx: Tx,
  session: Session,
  applicationId: string,
  readdress: (facts: UpdateFacts) => UpdateFacts,
): Promise<void> {
  const waiting = await tx.delivery.findMany({
    where: { applicationId, state: 'QUEUED', kind: 'UPDATE' },
    orderBy: { seq: 'asc' },
  })
  for (const delivery of waiting) {
    const before = UpdateFacts.parse(delivery.facts)
    const facts = readdress(before)
    if (JSON.stringify(facts) === JSON.stringify(before)) continue
    await tx.delivery.updateMany({
      where: { id: delivery.id, state: 'QUEUED' },
      data: { state: 'SUPERSEDED', decidedById: session.userId, decision: 'changeNumber', settledAt: now() },
    })
    const id = await enqueueDelivery(tx, {
      organisationId: delivery.organisationId,
      applicationId,
      statusChangeId: delivery.statusChangeId,
      seq: delivery.seq,
      attempt: await nextAttempt(tx, applicationId, delivery.seq),
      facts,
    })
    // A moment of the database's clock, as what waits has it.
    await tx.delivery.updateMany({ where: { id }, data: { notBefore: delivery.notBefore } })
  }
}

import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { enqueueDelivery } from '@/lib/delivery/enqueue-delivery'
import { UpdateFacts } from '@/lib/delivery/facts'
import { lockApplicationOf } from '@/lib/delivery/lock-application'
import { nextAttempt } from '@/lib/delivery/next-attempt'
import { readdressDeliveries } from '@/lib/delivery/readdress-deliveries'
import { replaceDelivery } from '@/lib/delivery/replace-delivery'
import { renewCreate } from './renew-create'

/** By its own number: the one ЕПГУ gave belongs to an order that it says it does not have. */
const byOwnNumber = ({ elkOrderNumber: _, ...facts }: UpdateFacts): UpdateFacts => ({
  ...facts,
  addressBy: 'orderNumber',
})

/**
 * «Передать заявление заново»: ЕПГУ has no order for this Update (code 28). A new Create takes the place of the accepted
 * one; after it go again the updates that the lost order had accepted, the refused one, and what waits behind it.
 */
export async function createAgain(
  session: Session,
  input: { deliveryId: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    await lockApplicationOf(tx, input.deliveryId)
    const refused = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!refused) throw notFound()
    if (refused.kind !== 'UPDATE' || refused.state !== 'REFUSED' || refused.answerCode !== 28)
      throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
    const { applicationId, organisationId } = refused
    const { old, statusChangeId, facts } = await renewCreate(tx, session, applicationId)
    await tx.delivery.update({
      where: { id: old.id },
      data: { state: 'SUPERSEDED', decidedById: session.userId, decision: 'createAgain' },
      select: { id: true },
    })
    const attempt = await nextAttempt(tx, applicationId, 1)
    await enqueueDelivery(tx, { organisationId, applicationId, statusChangeId, seq: 1, attempt, facts })
    await readdressDeliveries(tx, session, applicationId, byOwnNumber)
    const lost = await tx.delivery.findMany({
      where: { applicationId, kind: 'UPDATE', state: 'ACCEPTED', seq: { lt: refused.seq } },
      orderBy: { seq: 'asc' },
    })
    for (const update of [...lost, refused])
      await replaceDelivery(tx, session, update, {
        facts: byOwnNumber(UpdateFacts.parse(update.facts)),
        decision: 'createAgain',
      })
    const { elkOrderNumber } = await tx.application.findUniqueOrThrow({ where: { id: applicationId } })
    await tx.application.update({
      where: { id: applicationId },
      data: { elkOrderNumber: null },
      select: { id: true },
    })
    await recordAudit(tx, {
      organisationId,
      userId: session.userId,
      action: 'application.createAgain',
      subjectType: 'application',
      subjectId: applicationId,
      details: { elkOrderNumber: elkOrderNumber === null ? null : String(elkOrderNumber), attempt },
      ip: session.ip,
    })
    return { applicationId }
  })
}

import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { lockApplicationOf } from '@/lib/delivery/lock-application'
import { replaceDelivery } from '@/lib/delivery/replace-delivery'
import { renewCreate } from './renew-create'

/** «Передавать снова»: what was declared impossible goes after all, and what was recorded meanwhile goes after it. */
export async function transferAgain(
  session: Session,
  input: { deliveryId: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    await lockApplicationOf(tx, input.deliveryId)
    const delivery = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!delivery) throw notFound()
    if (delivery.state !== 'IMPOSSIBLE') throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
    const { applicationId } = delivery
    const { statusChangeId, facts } = await renewCreate(tx, session, applicationId)
    const decision = 'transferAgain'
    const id = await replaceDelivery(tx, session, delivery, { facts, statusChangeId, decision })
    // What was recorded meanwhile has its whole time before it, as if it were recorded now.
    const { deadlineAt } = await tx.delivery.findUniqueOrThrow({
      where: { id },
      select: { deadlineAt: true },
    })
    await tx.delivery.updateMany({ where: { applicationId, state: 'QUEUED' }, data: { deadlineAt } })
    return { applicationId }
  })
}

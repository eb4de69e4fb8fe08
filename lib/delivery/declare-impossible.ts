import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { lockApplicationOf } from './lock-application'
import { awaitsDecision, decide } from './replace-delivery'

/**
 * «Передача невозможна» (F24): a refused Create will not go, with the reason. Its application lives on: changes of its
 * status are recorded and wait behind it, and none of them is an error.
 */
export async function declareImpossible(
  session: Session,
  input: { deliveryId: string; reason: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    await lockApplicationOf(tx, input.deliveryId)
    const delivery = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!delivery) throw notFound()
    if (delivery.kind !== 'CREATE' || !awaitsDecision(delivery.state))
      throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
    await decide(tx, session, delivery, 'IMPOSSIBLE', input.reason)
    return { applicationId: delivery.applicationId }
  })
}

import type { Session } from '@/lib/auth/session'
import { inOrganisation, wakeAfterCommit } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { lockApplicationOf } from './lock-application'
import { awaitsDecision, decide } from './replace-delivery'

/**
 * «Пропустить»: the citizen will not see this status, the next ones go. A Create is skipped only to go on with an
 * application that ЕПГУ has already (code 34, X06a): without any Create there is nothing to update.
 */
export async function skipDelivery(
  session: Session,
  input: { deliveryId: string; reason: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    await lockApplicationOf(tx, input.deliveryId)
    const delivery = await tx.delivery.findUnique({ where: { id: input.deliveryId } })
    if (!delivery) throw notFound()
    if (!awaitsDecision(delivery.state)) throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
    if (delivery.kind === 'CREATE' && delivery.answerCode !== 34)
      throw new Refusal('CONFLICT', 'delivery.createCannotBeSkipped')
    await decide(tx, session, delivery, 'SKIPPED', input.reason)
    wakeAfterCommit(tx)
    return { applicationId: delivery.applicationId }
  })
}

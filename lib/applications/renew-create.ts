import type { Session } from '@/lib/auth/session'
import type { Tx } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import type { Delivery } from '@/lib/core/generated/prisma/client'
import { checkContext, formOptions } from './check-context'
import { makeCreate } from './make-create'
import { checkRegistration } from './registration'
import { ApplicationForm } from './schema'

type Renewed = { old: Delivery; orderNumber: string } & Awaited<ReturnType<typeof makeCreate>>

/**
 * A new Create of an application that had one: its data as they are now, its first status at the moment it had. The
 * caller puts it in the place of the old one.
 */
export async function renewCreate(tx: Tx, session: Session, applicationId: string): Promise<Renewed> {
  const application = await tx.application.findUniqueOrThrow({ where: { id: applicationId } })
  // Of it there is nothing left to send, whatever its form would say.
  if (application.personalDataActId !== null) throw new Refusal('CONFLICT', 'registration.destroyed')
  const old = await tx.delivery.findFirst({
    where: { applicationId, seq: 1, state: { not: 'SUPERSEDED' } },
    include: { statusChange: { select: { statusDate: true } } },
  })
  if (!old || !application.orderNumber) throw notFound()
  const options = await formOptions(tx, session)
  const checked = checkRegistration(ApplicationForm.parse(application.form), checkContext(options))
  if (!checked.ok) throw new Refusal('CONFLICT', 'registration.notValidNow')
  const { orderNumber } = application
  const registration = { ...checked.value, orderNumber }
  const { statusDate } = old.statusChange
  const made = await makeCreate(tx, session, applicationId, registration, { options, statusDate })
  return { old, orderNumber, ...made }
}

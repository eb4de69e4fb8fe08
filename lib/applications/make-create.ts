import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import type { CreateFacts } from '@/lib/delivery/facts'
import { nextAttempt } from '@/lib/delivery/next-attempt'
import { createFacts } from './build-facts'
import type { FormOptions } from './check-context'
import type { Registration } from './registration'
import { FIRST_STATUS } from './status'

type Made = { statusChangeId: string; facts: CreateFacts }

/** The first status of a registered application and the facts of its Create, as the application is now. */
export async function makeCreate(
  tx: Tx,
  session: Session,
  applicationId: string,
  registration: Registration & { orderNumber: string },
  { options, statusDate }: { options: FormOptions; statusDate: Date },
): Promise<Made> {
  const change = { status: FIRST_STATUS, statusDate, isInformed: false, files: [] }
  const { id } = await tx.statusChange.create({
    data: {
      organisationId: session.organisationId,
      applicationId,
      seq: 1,
      attempt: await nextAttempt(tx, applicationId, 1),
      status: change.status,
      statusDate,
      createdById: session.userId,
      createdAt: now(),
    },
    select: { id: true },
  })
  const organisation = await tx.organisation.findUniqueOrThrow({ where: { id: session.organisationId } })
  const office = registration.officeId
    ? await tx.office.findUnique({ where: { id: registration.officeId } })
    : null
  const service = options.services.find((candidate) => candidate.id === registration.serviceId)
  const around = { organisation, office, targetCode: service?.targetCode ?? '' }
  return { statusChangeId: id, facts: createFacts(registration, around, change) }
}

import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { openApplicant, type MaskedField } from './masked-applicant'

/** «Показать»: the applicant's data unmasked, each look on record (P06). */
export async function revealApplicant(
  session: Session,
  input: { applicationId: string },
): Promise<MaskedField[]> {
  return inOrganisation(session, async (tx) => {
    const applicant = await tx.applicant.findUnique({ where: { applicationId: input.applicationId } })
    if (!applicant) throw notFound()
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'applicant.reveal',
      subjectType: 'application',
      subjectId: input.applicationId,
      ip: session.ip,
    })
    return openApplicant(applicant)
  })
}

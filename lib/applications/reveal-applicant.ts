import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { RevealApplicant } from './schema'
import { openApplicant, type MaskedField } from './masked-applicant'

/** «Показать»: the applicant's data unmasked, each look on record with its reason (P06). */
export async function revealApplicant(session: Session, input: RevealApplicant): Promise<MaskedField[]> {
  return inOrganisation(session, async (tx) => {
    const applicant = await tx.applicant.findUnique({ where: { applicationId: input.applicationId } })
    if (!applicant) throw notFound()
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'applicant.reveal',
      subjectType: 'application',
      subjectId: input.applicationId,
      details: { reason: input.reason, ...(input.note && { note: withoutNumbers(input.note) }) },
      ip: session.ip,
    })
    return openApplicant(applicant)
  })
}

/** Six figures in a row and more name somebody: the record of a look holds no personal data. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d(?:[\s.()+-]*\d){5,}/g, '•••')

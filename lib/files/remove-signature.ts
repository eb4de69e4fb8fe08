import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { lockApplication } from './open-application'

export const RemoveSignature = z.object({ fileId: z.uuid() })

/** Takes the signature off a file that has not gone with a status; the file stays. */
export async function removeSignature(
  session: Session,
  { fileId }: z.output<typeof RemoveSignature>,
): Promise<{ id: string }> {
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.findUnique({ where: { id: fileId } })
    if (!file || file.removedAt) throw notFound()
    await lockApplication(tx, file.applicationId)
    const { count } = await tx.fileSignature.updateMany({
      where: { fileId, removedAt: null, file: { statusChangeId: null } },
      data: { removedAt: now() },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'files.signature.alreadySent')
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.unsign',
      subjectType: 'application',
      subjectId: file.applicationId,
      details: { fileId },
      ip: session.ip,
    })
    return { id: fileId }
  })
}

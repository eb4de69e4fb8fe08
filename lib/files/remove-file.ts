import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { lockApplication } from './open-application'

export const RemoveFile = z.object({ fileId: z.uuid() })

/** Takes a file away from an application as long as it has not gone with a status, and its signature with it. The row and the record stay. */
export async function removeFile(
  session: Session,
  input: z.output<typeof RemoveFile>,
): Promise<{ id: string }> {
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.findUnique({ where: { id: input.fileId } })
    if (!file || file.removedAt) throw notFound()
    await lockApplication(tx, file.applicationId)
    const { count } = await tx.file.updateMany({
      where: { id: file.id, statusChangeId: null, removedAt: null },
      data: { removedAt: now() },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'files.alreadySent')
    await tx.fileSignature.updateMany({
      where: { fileId: file.id, removedAt: null },
      data: { removedAt: now() },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.remove',
      subjectType: 'application',
      subjectId: file.applicationId,
      details: { fileId: file.id },
      ip: session.ip,
    })
    return { id: file.id }
  })
}

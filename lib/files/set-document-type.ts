import { z } from 'zod'
import { storable } from '@/lib/core/text'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import { directories } from '@/lib/directories/schema'
import { lockApplication } from './open-application'

export const SetDocumentType = z.object({
  fileId: z.uuid(),
  docTypeId: z.string().min(1).max(50).transform(storable),
})

/** What kind of document a file is (ЕСНСИ 7246, R04), as long as it has not gone with a status: then it is a frozen fact. */
export async function setDocumentType(
  session: Session,
  { fileId, docTypeId }: z.output<typeof SetDocumentType>,
): Promise<{ id: string }> {
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.findUnique({ where: { id: fileId } })
    if (!file || file.removedAt) throw notFound()
    await lockApplication(tx, file.applicationId)
    const known = await tx.directoryEntry.count({
      where: { directory: directories.attachment, code: docTypeId, closedAt: null },
    })
    if (known === 0) throw new Refusal('INVALID', 'files.docType')
    const { count } = await tx.file.updateMany({
      where: { id: fileId, statusChangeId: null, removedAt: null },
      data: { docTypeId },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'files.alreadySentType')
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.docType',
      subjectType: 'application',
      subjectId: file.applicationId,
      details: { fileId, old: file.docTypeId, new: docTypeId },
      ip: session.ip,
    })
    return { id: fileId }
  })
}

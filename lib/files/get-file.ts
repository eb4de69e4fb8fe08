import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'

/** What a download needs. Each one is written to the audit log (R07). */
export async function getFile(
  session: Session,
  input: { fileId: string },
): Promise<{ name: string; mimeType: string; size: number; sha256: Uint8Array }> {
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.findUnique({ where: { id: input.fileId } })
    if (!file || file.removedAt) throw notFound()
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.download',
      subjectType: 'application',
      subjectId: file.applicationId,
      details: { fileId: file.id },
      ip: session.ip,
    })
    return { name: file.name, mimeType: file.mimeType, size: Number(file.size), sha256: file.sha256 }
  })
}

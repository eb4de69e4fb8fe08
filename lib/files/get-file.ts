import { writeLook } from '@/lib/audit/record-look'
import { overseeing } from '@/lib/auth/overseeing'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'

/** What a download needs. Each one is written to the audit log (R07). */
export async function getFile(
  person: Session,
  input: { fileId: string; organisation?: string },
): Promise<{ name: string; mimeType: string; size: number; sha256: Uint8Array }> {
  const session = overseeing(person, input.organisation)
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.findUnique({ where: { id: input.fileId } })
    if (!file || file.removedAt) throw notFound()
    await writeLook(tx, session, 'file.download', file.applicationId, { fileId: file.id })
    return { name: file.name, mimeType: file.mimeType, size: Number(file.size), sha256: file.sha256 }
  })
}

import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal, notFound } from '@/lib/core/errors'
import { checkKind, displayName, transportName } from './kinds'
import { storeBody } from './store'

export type AttachedFile = { id: string; name: string; size: number }

/** Takes a result file for an application: streamed, judged by its bytes, kept under its digest (R01, R02, R08). */
export async function attachFile(
  session: Session,
  input: { applicationId: string; name: string; body: ReadableStream<Uint8Array> | null },
): Promise<AttachedFile> {
  const name = displayName(input.name)
  await inOrganisation(session, async (tx) => {
    const application = await tx.application.findUnique({
      where: { id: input.applicationId },
      select: {
        state: true,
        _count: { select: { files: { where: { removedAt: null, statusChangeId: null } } } },
      },
    })
    if (!application) throw notFound()
    if (application.state !== 'DRAFT' && application.state !== 'IN_WORK')
      throw new Refusal('CONFLICT', 'files.applicationEnded')
    const limit = env().FILES_PER_STATUS
    if (application._count.files >= limit) throw new Refusal('LIMIT', 'files.tooMany', { values: { limit } })
  })
  if (!input.body) throw new Refusal('INVALID', 'files.empty')
  let mimeType = ''
  const stored = await storeBody(input.body, (head) => {
    const kind = checkKind(name, head)
    if (!kind.ok) throw new Refusal('INVALID', kind.message, { values: { extension: kind.extension } })
    mimeType = kind.mimeType
  })
  return inOrganisation(session, async (tx) => {
    const file = await tx.file.create({
      data: {
        organisationId: session.organisationId,
        applicationId: input.applicationId,
        name,
        transportName: transportName(name),
        mimeType,
        size: stored.size,
        sha256: stored.sha256,
        streebog256: stored.streebog256,
        storeUuid: crypto.randomUUID(),
        uploadedById: session.userId,
        createdAt: now(),
      },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.attach',
      subjectType: 'application',
      subjectId: input.applicationId,
      details: { fileId: file.id, size: stored.size, sha256: Buffer.from(stored.sha256).toString('hex') },
      ip: session.ip,
    })
    return { id: file.id, name, size: stored.size }
  })
}

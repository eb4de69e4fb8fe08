import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { attachSignature } from './attach-signature'
import { holdDigest } from './hold-digest'
import { checkKind, displayName, transportName } from './kinds'
import { lockApplication, requireOpen, requireRoom } from './open-application'
import { isSignatureName } from './signature-name'
import { storeBody, type Stored } from './store'

export type AttachedFile = { id: string; name: string; size: number }

/**
 * Takes a result file for an application: streamed, judged by its bytes, kept under its digest (R01, R02, R08). What the
 * application allows is asked before the bytes and once more after them, under its lock: a body may take minutes.
 * A `.sig` or `.p7s` goes to the file whose signature it is.
 */
export async function attachFile(
  session: Session,
  input: { applicationId: string; name: string; body: ReadableStream<Uint8Array> | null },
): Promise<AttachedFile> {
  const name = displayName(input.name)
  if (input.body && isSignatureName(name))
    return attachSignature(session, { ...input, name, body: input.body })
  await inOrganisation(session, async (tx) => {
    await requireOpen(tx, input.applicationId)
    await requireRoom(tx, input.applicationId)
  })
  if (!input.body) throw new Refusal('INVALID', 'files.empty')
  let mimeType = ''
  const stored = await storeBody(input.body, (head) => {
    const kind = checkKind(name, head)
    if (!kind.ok) throw new Refusal('INVALID', kind.message, { values: { extension: kind.extension } })
    mimeType = kind.mimeType
  })
  return record(session, { ...input, name, mimeType }, stored).finally(stored.drop)
}

const KEEP_MS = 60_000 // a bucket may be slow to take a large file

type Received = { applicationId: string; name: string; mimeType: string }

function record(
  session: Session,
  { applicationId, name, mimeType }: Received,
  stored: Stored,
): Promise<AttachedFile> {
  return inOrganisation(
    session,
    async (tx) => {
      await lockApplication(tx, applicationId)
      await requireOpen(tx, applicationId)
      await requireRoom(tx, applicationId)
      const same = { applicationId, sha256: stored.sha256, removedAt: null, statusChangeId: null }
      const twin = await tx.file.findFirst({ where: same, select: { name: true } })
      if (twin) throw new Refusal('CONFLICT', 'files.twice', { values: { name: twin.name } })
      await holdDigest(tx, stored.sha256)
      const file = await tx.file.create({
        data: {
          organisationId: session.organisationId,
          applicationId,
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
        subjectId: applicationId,
        details: { fileId: file.id, size: stored.size, sha256: Buffer.from(stored.sha256).toString('hex') },
        ip: session.ip,
      })
      await stored.keep()
      return { id: file.id, name, size: stored.size }
    },
    KEEP_MS,
  )
}

import { Readable } from 'node:stream'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { SIGNATURE_LIMIT } from '@/lib/gost/read-cms'
import { findSigned, requireCms } from './check-signature'
import { scanBytes } from './scan-bytes'
import { lockApplication, requireOpen } from './open-application'
import { pairOf, signedName } from './signature-name'
import type { FileSigner } from './signers'

export type AttachedSignature = { id: string; name: string; size: number }

/** The whole of a small body. @throws Refusal past the limit, without reading on. */
async function readSmall(body: ReadableStream<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > SIGNATURE_LIMIT)
      throw new Refusal('INVALID', 'files.signature.tooLarge', { values: { name, limit: SIGNATURE_LIMIT } })
    chunks.push(chunk)
  }
  if (size === 0) throw new Refusal('INVALID', 'files.empty')
  return Buffer.concat(chunks)
}

/**
 * Takes a detached signature of a result file that is there already and has not gone (R03). It must be CMS and of these
 * very bytes, or nothing is kept. A second one takes the place of the first.
 */
export async function attachSignature(
  session: Session,
  { applicationId, name, body }: { applicationId: string; name: string; body: ReadableStream<Uint8Array> },
): Promise<AttachedSignature> {
  const files = await inOrganisation(session, async (tx) => {
    await requireOpen(tx, applicationId)
    return tx.file.findMany({ where: { applicationId, removedAt: null }, orderBy: { createdAt: 'desc' } })
  })
  const bytes = await readSmall(body, name)
  await scanBytes(() => Readable.from([bytes]))
  const cms = requireCms(bytes, name)
  const free = pairOf(
    name,
    files.filter((file) => file.statusChangeId === null),
  )
  if (free.length === 0) {
    if (pairOf(name, files).length > 0) throw new Refusal('CONFLICT', 'files.signature.alreadySent')
    const document = signedName(name)
    throw new Refusal('INVALID', 'files.signature.alone', { values: { name, document } })
  }
  const { file, signers } = await findSigned(cms, name, free)
  await keep(session, { fileId: file.id, applicationId, name, cms: new Uint8Array(cms.der), signers })
  return { id: file.id, name, size: cms.der.length }
}

type Kept = {
  fileId: string
  applicationId: string
  name: string
  cms: Uint8Array<ArrayBuffer>
  signers: FileSigner[]
}

function keep(session: Session, { applicationId, ...signature }: Kept): Promise<void> {
  return inOrganisation(session, async (tx) => {
    await lockApplication(tx, applicationId)
    await requireOpen(tx, applicationId)
    const { fileId, signers } = signature
    const free = await tx.file.count({ where: { id: fileId, statusChangeId: null, removedAt: null } })
    if (free === 0) throw new Refusal('CONFLICT', 'files.signature.alreadySent')
    const at = now()
    await tx.fileSignature.updateMany({ where: { fileId, removedAt: null }, data: { removedAt: at } })
    await tx.fileSignature.create({
      data: {
        ...signature,
        organisationId: session.organisationId,
        createdById: session.userId,
        createdAt: at,
      },
      select: { id: true },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'file.sign',
      subjectType: 'application',
      subjectId: applicationId,
      details: { fileId, serials: signers.map(({ serial }) => serial) },
      ip: session.ip,
    })
  })
}

import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { makeCms } from '@/lib/gost/make-cms'
import { readCms } from '@/lib/gost/read-cms'
import type { Signer } from '@/lib/gost/signer'
import { verifyCms } from '@/lib/gost/verify-cms'
import { judgeSigners } from './judge-signers'

type Attachment = { fileId: string; signature?: string }

/**
 * Gives each attachment that no clerk signed the organisation's signature. It is kept beside the file, so that whatever
 * is made of the same files later carries the same. Without a signer only what was kept is given.
 */
export async function signFiles<A extends Attachment>(
  tx: Tx,
  attachments: readonly A[],
  signer: Signer | undefined,
): Promise<A[]> {
  const signed: A[] = []
  for (const attachment of attachments) {
    const { fileId } = attachment
    const cms = attachment.signature
      ? undefined
      : ((await kept(tx, fileId)) ?? (signer && (await sign(tx, fileId, signer))))
    signed.push(cms ? { ...attachment, signature: Buffer.from(cms).toString('base64') } : attachment)
  }
  return signed
}

async function kept(tx: Tx, fileId: string): Promise<Uint8Array | undefined> {
  const found = await tx.fileSignature.findFirst({
    where: { fileId, removedAt: null },
    select: { cms: true },
  })
  return found?.cms
}

async function sign(tx: Tx, fileId: string, signer: Signer): Promise<Uint8Array> {
  const { streebog256, organisationId } = await tx.file.findUniqueOrThrow({
    where: { id: fileId },
    select: { streebog256: true, organisationId: true },
  })
  const at = now()
  const cms = new Uint8Array(await makeCms(signer, streebog256, at))
  const read = readCms(cms)
  const verified = read.ok ? await verifyCms(read.cms, () => streebog256) : read
  if (!verified.ok) throw new Error(`the signature made is itself ${verified.problem}`)
  await tx.fileSignature.create({
    data: { organisationId, fileId, cms, signers: judgeSigners(verified.signers, at), createdAt: at },
    select: { id: true },
  })
  return cms
}

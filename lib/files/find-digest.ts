import { asWorker } from '@/lib/core/db'

/** SHA-256 under which a file's bytes lie, for the worker. */
export async function findDigest(fileId: string): Promise<Uint8Array | null> {
  const file = await asWorker((tx) => tx.file.findUnique({ where: { id: fileId }, select: { sha256: true } }))
  return file?.sha256 ?? null
}

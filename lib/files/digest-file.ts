import type { DigestName } from '@/lib/gost/cms-names'
import { openDigest } from '@/lib/gost/digest'
import { openFile } from './store'

/** Digest of a stored file, read piece by piece; the two that were taken when it came are not taken again. */
export async function digestFile(
  file: { sha256: Uint8Array; streebog256: Uint8Array },
  name: DigestName,
): Promise<Uint8Array> {
  if (name === 'streebog256') return file.streebog256
  if (name === 'sha256') return file.sha256
  const digest = openDigest(name)
  for await (const chunk of openFile(file.sha256)) digest.update(chunk as Uint8Array)
  return digest.digest()
}

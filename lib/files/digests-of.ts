import type { DigestName } from '@/lib/gost/cms-names'
import { openDigest } from '@/lib/gost/digest'
import { openFile } from './store'

type Digested = { sha256: Uint8Array; streebog256: Uint8Array }

async function read({ sha256 }: Digested, name: DigestName): Promise<Uint8Array> {
  const digest = openDigest(name)
  for await (const chunk of openFile(sha256)) digest.update(chunk as Uint8Array)
  return digest.digest()
}

/** Digests of a stored file: two were taken when it came, any other is read piece by piece, once however many ask. */
export function digestsOf(file: Digested): (name: DigestName) => Promise<Uint8Array> {
  const known = new Map<DigestName, Promise<Uint8Array>>([
    ['streebog256', Promise.resolve(file.streebog256)],
    ['sha256', Promise.resolve(file.sha256)],
  ])
  return (name) => {
    const found = known.get(name) ?? read(file, name)
    known.set(name, found)
    return found
  }
}

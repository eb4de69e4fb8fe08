import type { Readable } from 'node:stream'
import { openPromise, type Entry } from 'yauzl'
import { BadFile } from './bad-file'
import { LIMITS } from './limits'

export type Archive = {
  names: string[]
  has: (name: string) => boolean
  /** A part as a stream. @throws BadFile when it is absent. */
  open: (name: string) => Promise<Readable>
  close: () => void
}

/** The parts of a ZIP by their names, which never become paths. Sizes are judged before anything is unpacked. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true }).catch(
    broken,
  )
  try {
    const entries = new Map<string, Entry>()
    let unpacked = 0
    let packed = 0
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= LIMITS.entries) throw new BadFile('manyParts')
      if (entry.isEncrypted()) throw new BadFile('encrypted')
      const name = entry.fileName.toLowerCase()
      if (entries.has(name)) throw new BadFile('damaged')
      entries.set(name, entry)
      unpacked += entry.uncompressedSize
      packed += entry.compressedSize
    }
    if (unpacked > LIMITS.unpackedBytes)
      throw new BadFile('unpackedBig', { limit: LIMITS.unpackedBytes >> 20 })
    if (unpacked > LIMITS.ratioFrom && unpacked > packed * LIMITS.ratio) throw new BadFile('bomb')
    return {
      names: [...entries.keys()],
      has: (name) => entries.has(name.toLowerCase()),
      open: async (name) => {
        const entry = entries.get(name.toLowerCase())
        if (!entry) throw new BadFile('damaged')
        return zip.openReadStreamPromise(entry).catch(broken)
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    return error instanceof BadFile ? Promise.reject(error) : broken(error)
  }
}

/** yauzl's words are about bytes; the disk's own faults are ours. */
function broken(error: unknown): never {
  if (error instanceof Error && 'syscall' in error) throw error
  throw new BadFile('damaged')
}

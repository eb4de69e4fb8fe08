import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { blobs, isBucket } from '@/lib/files/blobs'
import { scanBytes } from '@/lib/files/scan-bytes'
import { LIMITS } from './limits'

/** Where the file of an import lies on this machine. What people call it never becomes a path. */
export const importPath = (importId: string): string =>
  path.resolve(/* turbopackIgnore: true */ env().FILES_DIR ?? env().DATA_DIR, 'imports', importId)
const keyOf = (importId: string) => `imports/${importId}`

export async function removeImportFile(importId: string): Promise<void> {
  await rm(importPath(importId), { force: true })
  if (isBucket()) await blobs().remove(keyOf(importId))
}

/** Lets every web and worker have the file: in a directory that they share they have it. */
export async function shareImportFile(importId: string): Promise<void> {
  if (!isBucket()) return
  const file = importPath(importId)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  await blobs().put(keyOf(importId), file, { sha256: hash.digest(), size: (await stat(file)).size })
}

/** A path to read the file by until `release`: out of a bucket it comes to this machine for as long. */
export async function borrowImportFile(
  importId: string,
): Promise<{ file: string; release: () => Promise<void> }> {
  const own = importPath(importId)
  if (!isBucket()) return { file: own, release: () => Promise.resolve() }
  const file = `${own}.${crypto.randomUUID()}`
  const release = () => rm(file, { force: true })
  await mkdir(path.dirname(file), { recursive: true })
  await pipeline(blobs().open(keyOf(importId)), createWriteStream(file, { flags: 'wx' })).catch(
    async (error: unknown) => {
      await release()
      throw error
    },
  )
  return { file, release }
}

/** Streams a body to its place, no further than the limit. @throws Refusal */
export async function keepImportFile(importId: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const target = importPath(importId)
  const temporary = `${target}.part`
  await mkdir(path.dirname(target), { recursive: true })
  const file = await open(temporary, 'wx')
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > LIMITS.uploadBytes)
        throw new Refusal('INVALID', 'imports.file.tooBig', { values: { limit: LIMITS.uploadBytes >> 20 } })
      await file.writeFile(chunk)
    }
    await file.sync()
    await file.close()
    await scanBytes(() => createReadStream(temporary))
    await rename(temporary, target)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(temporary, { force: true })
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new Refusal('LIMIT', 'files.diskFull')
    throw error
  }
}

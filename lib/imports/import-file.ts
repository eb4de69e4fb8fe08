import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { scanBytes } from '@/lib/files/scan-bytes'
import { LIMITS } from './limits'

/** Where the file of an import lies. What people call it never becomes a path. */
export const importPath = (importId: string): string => path.resolve(env().DATA_DIR, 'imports', importId)

export const removeImportFile = (importId: string): Promise<void> => rm(importPath(importId), { force: true })

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

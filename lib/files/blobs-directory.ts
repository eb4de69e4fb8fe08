import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { now } from '@/lib/core/clock'
import type { Blobs } from './blob-contract'

/** A directory, of this machine or shared (NFS): whole files come by a rename within it, never by writing in their place. */
export function openDirectory(root: string): Blobs {
  const place = (key: string) => path.resolve(/* turbopackIgnore: true */ root, key)
  return {
    async put(key, file, { sha256 }) {
      const target = place(key)
      await mkdir(path.dirname(target), { recursive: true })
      // Another machine may be reading what lies there: over NFS a rename would take it away from under it.
      if (await isSame(target, sha256)) {
        await utimes(target, now(), now())
        return rm(file, { force: true })
      }
      await rename(file, target)
      await syncDirectory(path.dirname(target))
    },
    open: (key, { start } = {}) => createReadStream(place(key), { start }),
    stat: (key) =>
      stat(place(key)).then(
        ({ size, mtime }) => ({ size, changedAt: mtime }),
        () => null,
      ),
    remove: (key) => rm(place(key), { force: true }),
    async *list(prefix) {
      const entries = await readdir(place(prefix), { withFileTypes: true }).catch(() => [])
      for (const entry of entries) {
        const key = path.posix.join(prefix, entry.name)
        if (entry.isDirectory()) yield* this.list(`${key}/`)
        const found = entry.isFile() && (await this.stat(key))
        if (found) yield { key, changedAt: found.changedAt }
      }
    },
  }
}

async function isSame(file: string, sha256: Uint8Array): Promise<boolean> {
  const hash = createHash('sha256')
  return pipeline(createReadStream(file), hash).then(
    () => hash.digest().equals(sha256),
    () => false,
  )
}

/** So that a name outlives the power; a file system that cannot do it for a directory does it by itself. */
async function syncDirectory(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { isId } from '@/lib/core/ids'
import { blobs, isBucket } from '@/lib/files/blobs'
import { importPath } from './import-file'

const DAY = 86_400_000

const isOld = (at: Date) => now().getTime() - at.getTime() > DAY

/** Files of imports that no row has, or whose row says they are destroyed, older than a day. Returns how many. */
export async function sweepImportFiles(): Promise<number> {
  const folder = path.dirname(importPath('any'))
  const here = await readdir(folder).catch(() => [])
  const old: { id: string; remove: () => Promise<void> }[] = []
  for (const name of here) {
    const file = path.join(folder, name)
    const found = await stat(file).catch(() => null)
    if (found?.isFile() && isOld(found.mtime)) old.push({ id: name, remove: () => rm(file, { force: true }) })
  }
  if (isBucket())
    for await (const { key, changedAt } of blobs().list('imports/'))
      if (isOld(changedAt)) old.push({ id: path.posix.basename(key), remove: () => blobs().remove(key) })
  const living = await asWorker((tx) =>
    tx.import.findMany({
      where: { id: { in: old.map(({ id }) => id).filter(isId) }, destroyedAt: null },
      select: { id: true },
    }),
  )
  const known = new Set(living.map(({ id }) => id))
  const orphans = old.filter(({ id }) => !known.has(id))
  for (const { remove } of orphans) await remove()
  return orphans.length
}

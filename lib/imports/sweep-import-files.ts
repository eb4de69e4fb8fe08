import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { isId } from '@/lib/core/ids'
import { importPath } from './import-file'

const DAY = 86_400_000

/** Files of imports that no row has, or whose row says they are destroyed, older than a day. Returns how many. */
export async function sweepImportFiles(): Promise<number> {
  const folder = path.dirname(importPath('any'))
  const names = await readdir(folder).catch(() => [])
  const living = await asWorker((tx) =>
    tx.import.findMany({
      where: { id: { in: names.filter(isId) }, destroyedAt: null },
      select: { id: true },
    }),
  )
  const known = new Set(living.map(({ id }) => id))
  let swept = 0
  for (const name of names.filter((one) => !known.has(one))) {
    const file = path.join(folder, name)
    const found = await stat(file).catch(() => null)
    if (!found?.isFile() || now().getTime() - found.mtimeMs < DAY) continue
    await rm(file, { force: true })
    swept++
  }
  return swept
}

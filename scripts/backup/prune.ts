import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { listBackups, readManifest } from './manifest'
import { archived, segmentOf } from './segments'

/**
 * Keeps the newest backups, the log from the oldest of them on, and what they name in the pool. What a backup that cannot be
 * read would need is not known: nothing is removed then.
 */
export async function prune(
  place: string,
  keep: number,
): Promise<{ backups: number; segments: number; files: number }> {
  const all = listBackups(place)
  const old = all.slice(0, Math.max(0, all.length - keep))
  const kept = all.slice(old.length).map((name) => readManifest(path.join(place, name)))
  for (const name of old) await rm(path.join(place, name), { recursive: true })
  for (const name of readdirSync(place))
    if (name.endsWith('.unfinished')) await rm(path.join(place, name), { recursive: true })
  return {
    backups: old.length,
    segments: await pruneLog(path.join(place, 'wal'), kept[0]?.manifest.startSegment),
    files: await prunePool(
      path.join(place, 'pool'),
      new Set(
        kept.flatMap(({ entries }) =>
          entries.flatMap((entry) => (entry.area === 'data' ? [entry.sha256] : [])),
        ),
      ),
    ),
  }
}

async function pruneLog(folder: string, first?: string): Promise<number> {
  const from = first === undefined ? undefined : segmentOf(first)?.number
  if (from === undefined) return 0
  const old = archived(folder).filter((name) => {
    const segment = segmentOf(name.slice(0, 24))
    return segment !== undefined && segment.number < from
  })
  for (const name of old) await rm(path.join(folder, `${name}.gz`))
  return old.length
}

async function prunePool(folder: string, named: Set<string>): Promise<number> {
  if (!existsSync(folder)) return 0
  const old = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => entry.isFile() && !named.has(entry.name),
  )
  for (const entry of old) await rm(path.join(entry.parentPath, entry.name))
  return old.length
}

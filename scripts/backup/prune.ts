import { existsSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { archived, SEALED } from './archive.mjs'
import { lying } from './copy.mjs'
import { backupKeys } from './keys.mjs'
import { listBackups, openBackup, sourceOf } from './manifest'
import { segmentOf } from './segments'

/**
 * Keeps the newest backups, the log from the oldest of them on, what they name in the pool, and what came there since: the log
 * may name it. What a backup that cannot be read would need is not known: nothing is removed then.
 */
export async function prune(
  place: string,
  keep: number,
): Promise<{ backups: number; segments: number; files: number }> {
  const all = listBackups(place)
  const old = all.slice(0, Math.max(0, all.length - keep))
  const kept = await Promise.all(all.slice(old.length).map((name) => openBackup(place, name, backupKeys())))
  for (const name of old) await rm(path.join(place, name), { recursive: true })
  for (const name of readdirSync(place))
    if (name.endsWith('.unfinished')) await rm(path.join(place, name), { recursive: true })
  return {
    backups: old.length,
    segments: await pruneLog(
      path.join(place, 'wal'),
      kept.map(({ manifest }) => manifest.startSegment),
    ),
    files: await prunePool(
      path.join(place, 'pool'),
      new Set(
        kept.flatMap((backup) =>
          backup.entries.flatMap((entry) => {
            const { file, seal } = sourceOf(place, backup, entry)
            return entry.area === 'data' ? [path.basename(lying(file, seal))] : []
          }),
        ),
      ),
      kept[0]?.manifest.startedAt,
    ),
  }
}

/** A restore to an earlier moment goes on from an earlier place: the oldest backup is not the one that begins first. */
async function pruneLog(folder: string, starts: string[]): Promise<number> {
  const from = Math.min(...starts.map((name) => segmentOf(name)?.number ?? 0))
  if (starts.length === 0) return 0
  const old = archived(folder).names.filter((name) => {
    const segment = segmentOf(name.slice(0, 24))
    return segment !== undefined && segment.number < from
  })
  for (const name of old)
    for (const end of ['.gz', `.gz${SEALED}`]) await rm(path.join(folder, `${name}${end}`), { force: true })
  return old.length
}

async function prunePool(folder: string, named: Set<string>, since = ''): Promise<number> {
  if (!existsSync(folder)) return 0
  const old = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) =>
      entry.isFile() &&
      !named.has(entry.name) &&
      statSync(path.join(entry.parentPath, entry.name)).mtime.toISOString() < since,
  )
  for (const entry of old) await rm(path.join(entry.parentPath, entry.name))
  return old.length
}

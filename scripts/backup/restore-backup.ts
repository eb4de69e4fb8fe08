import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { recoverPostgres } from '../postgres.mjs'
import { archived } from './archive.mjs'
import { bringFile, syncFolder } from './copy.mjs'
import { backupKeys } from './keys.mjs'
import {
  checkSizes,
  listBackups,
  openBackup,
  readManifest,
  sourceOf,
  type Backup,
  type Entry,
  type Manifest,
} from './manifest'
import {
  histories,
  leadsTo,
  position,
  SEGMENT_BYTES,
  segmentName,
  segmentOf,
  wayOf,
  written,
  type Source,
} from './segments'

const wal = path.resolve(import.meta.dirname, '../wal.mjs')

export type Restore = {
  place: string
  /** When none is named: the newest that leads to the newest timeline, and was finished before `until`. */
  name?: string
  data: string
  /** What is there goes aside instead of being refused. */
  replace?: boolean
  until?: Date
  secrets: { postgres: string }
  /** WAL_DIR and BACKUP_DIR, as the server is to use them. */
  walDirectory?: string
  archive?: string
  stamp: string
  log: (line: string) => void
}
export type Restored = {
  name: string
  end: string
  lastCommit?: string
  /** The log that the lost server wrote last was there and was played: it knew no more than the new one. */
  whole: boolean
  aside: string[]
  gaps: string[]
}

/**
 * Makes the data directory anew beside the place where it belongs, plays the log to its end there, and puts it in its
 * place last of all: a backup that turns out damaged changes nothing. The lock of DATA_DIR is the caller's.
 */
export async function restoreBackup(given: Restore): Promise<Restored> {
  const { place, data, log, until, stamp } = given
  const target = path.join(data, 'postgres')
  const isThere = existsSync(target) && readdirSync(target).length > 0
  if (isThere && !given.replace)
    throw new Error(`${target} is not empty. With --replace it is moved aside, and its log is used.`)
  const left = leftOver(target, given.walDirectory)
  const name = await choose(given, left)
  const keys = backupKeys()
  const backup = await openBackup(place, name, keys)
  const { manifest, entries } = backup
  checkSizes(place, backup)

  const staging = path.join(data, 'postgres.restoring')
  const own = path.join(staging, OWN_LOG)
  const archive = path.join(place, 'wal')
  const { names, plain } = archived(archive)
  const sources = [
    { folder: archive, names },
    { folder: own, names: entries.flatMap((entry) => logOf(entry) ?? []) },
    ...left.map((one) => ({ folder: one, names: written(one, manifest.systemId) })),
  ].filter(({ names }) => names.length > 0)
  const way = await wayOf(sources, manifest)
  if (way.missing)
    throw new Error(
      `The log has a gap: segment ${way.missing} is missing, later ones are there. ` +
        `Look for ${way.missing}.gz in copies of ${archive}; without it nothing after ${segmentName(way.last)} can be restored: ` +
        `move the later ones aside to restore up to there.`,
    )
  if (keys.length > 0) sayPlain()
  await rm(staging, { recursive: true, force: true })
  try {
    await copyBack(place, backup, staging)
    log(`${name} is copied; playing the log from ${manifest.startLsn}`)
    const { ok, said } = await recoverPostgres({
      directory: staging,
      password: given.secrets.postgres,
      sources: sources.map((one) => one.folder),
      timeline: way.last.timeline === manifest.timeline ? 'current' : String(way.last.timeline),
      until: until?.toISOString().replace('T', ' ').replace('Z', '+00'),
      archive: given.archive,
    })
    const end = /redo done at ([0-9A-F/]+)/.exec(said)?.[1]
    if (!ok || !end) throw new Error(`The log could not be played: ${lastWords(said)}`)
    const reached = Number(position(end) / BigInt(SEGMENT_BYTES))
    if (!until && reached < way.last.number - 1)
      throw new Error(
        `The log broke off at ${end}, though ${segmentName(way.last)} is there: a segment between them is damaged`,
      )
    const isLeft = sources.some(
      (one) => left.includes(one.folder) && one.names.includes(segmentName(way.last)),
    )
    if (given.archive) archiveLeft(given.archive, sources, reached)
    await rm(own, { recursive: true })
    const aside = await putInPlace(given, staging, target, isThere)
    await syncFolder(data)
    return {
      name,
      end,
      lastCommit: /last completed transaction was at log time (.*)/.exec(said)?.[1],
      whole: !until && reached === way.last.number && isLeft,
      aside,
      gaps: await bringAlong(place, data, backup),
    }
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  }

  /** A seal also tells a stranger's bytes; what is in plain has none. */
  function sayPlain(): void {
    if (!manifest.sealed) log(`${name} is in plain, of before BACKUP_KEY_FILE`)
    const count = plain.filter((one) => (segmentOf(one)?.number ?? -1) >= way.first.number).length
    if (count > 0) log(`${count} segments of the archive since ${name} are in plain`)
  }

  async function putInPlace(one: Restore, from: string, to: string, there: boolean): Promise<string[]> {
    const moved: string[] = []
    const away = async (what: string) => {
      const to = `${what}.before-${stamp}`
      await rename(what, to)
      moved.push(to)
    }
    const wal = one.walDirectory && path.join(one.walDirectory, 'pg_wal')
    if (wal && existsSync(wal)) await away(wal)
    if (there) await away(to)
    else await rm(to, { recursive: true, force: true })
    await rename(from, to)
    return moved
  }
}

/** Which backup is restored; what is not in it though it may be expected is told. */
async function choose({ place, name: named, until, log }: Restore, left: string[]): Promise<string> {
  const archive = path.join(place, 'wal')
  const sources: Source[] = [
    { folder: archive, names: archived(archive).names },
    ...left.map((folder) => ({ folder, names: readdirSync(folder) })),
  ]
  const { value: newest } = await histories(sources).next()
  const manifestOf = (name: string) => readManifest(path.join(place, name))
  const leads = (manifest: Manifest) =>
    !newest || manifest.timeline > (newest.lines[0]?.timeline ?? 0) || leadsTo(newest.lines, manifest)
  if (named) {
    if (!leads(manifestOf(named)))
      log(
        `${named} is of a timeline that a restore to an earlier moment has left: what was done after that restore is not in it`,
      )
    return named
  }
  const backups = listBackups(place).toReversed()
  if (backups.length === 0) throw new Error(`There is no finished backup in ${place}`)
  for (const name of backups) {
    const manifest = manifestOf(name)
    if (until && new Date(manifest.finishedAt) > until) continue
    if (leads(manifest)) {
      if (name !== backups[0])
        log(
          `${name} is the newest that leads to ${until ? 'this moment' : 'the timeline that was begun last'}`,
        )
      return name
    }
    if (newest && new Date(manifest.startedAt) > newest.since)
      throw new Error(
        `${name} was taken on a timeline that a restore of ${newest.since.toISOString()} had left, and after it: both went on. ` +
          `Which is meant is said by --backup; \`npm run backup -- list\` shows them.`,
      )
  }
  throw new Error(
    `None of the ${backups.length} backups in ${place} ${until ? `was finished before ${until.toISOString()} and ` : ''}leads to the timeline that was begun last. ` +
      `See them with \`npm run backup -- list\`, and name one with --backup.`,
  )
}

/** Whole segments that were lost with their server before they were archived: older backups are restored past them too. */
function archiveLeft(archive: string, sources: { folder: string; names: string[] }[], reached: number): void {
  const folder = path.join(archive, 'wal')
  const there = new Set(archived(folder).names)
  for (const source of sources.filter((one) => one.folder !== folder))
    for (const name of source.names) {
      const number = segmentOf(name)?.number ?? 0
      if (number < reached && !there.has(name))
        execFileSync(process.execPath, [wal, 'keep', folder, path.join(source.folder, name), name], {
          stdio: 'pipe',
        })
    }
}

/** What is left of the log of the database that is to be replaced. */
function leftOver(target: string, walDirectory?: string): string[] {
  const places = [path.join(target, 'pg_wal'), ...(walDirectory ? [path.join(walDirectory, 'pg_wal')] : [])]
  return [...new Set(places.filter((one) => existsSync(one)).map((one) => realpathSync(one)))]
}

/** The segments of a backup itself, which are played from here and then removed. */
const OWN_LOG = 'elk_log'
const logOf = ({ area, path: name }: Entry) =>
  area === 'postgres' && name.startsWith('pg_wal/') ? name.slice('pg_wal/'.length) : undefined

async function copyBack(place: string, backup: Backup, staging: string): Promise<void> {
  for (const inside of ['', OWN_LOG, ...backup.manifest.folders])
    await mkdir(path.join(staging, inside), { recursive: true, mode: 0o700 })
  for (const entry of backup.entries) {
    if (entry.area !== 'postgres') continue
    const segment = logOf(entry)
    const to = segment === undefined ? entry.path : path.join(OWN_LOG, segment)
    await copyChecked(place, backup, entry, path.join(staging, to))
  }
}

async function copyChecked(place: string, backup: Backup, entry: Entry, to: string): Promise<void> {
  const { file, seal } = sourceOf(place, backup, entry)
  const copied = await bringFile(file, to, seal)
  if (copied.sha256 !== entry.sha256 || copied.size !== entry.size)
    throw new Error(`The backup is damaged: ${file} is not as it was written (its SHA-256 differs)`)
}

/** Files outside the database: those that are there stay as they are, being newer or the same. */
async function bringAlong(place: string, data: string, backup: Backup): Promise<string[]> {
  const gaps: string[] = []
  for (const entry of backup.entries) {
    const to = path.join(data, entry.path)
    if (entry.area !== 'data' || existsSync(to)) continue
    const temporary = `${to}.restoring`
    await rm(temporary, { force: true })
    try {
      await copyChecked(place, backup, entry, temporary)
      await rename(temporary, to)
    } catch (error) {
      await rm(temporary, { force: true })
      gaps.push(error instanceof Error ? error.message : String(error))
    }
  }
  return gaps
}

const lastWords = (said: string) =>
  said
    .trim()
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|damaged|fetch:/.test(line))
    .slice(-3)
    .join(' · ') || said.trim().split('\n').slice(-3).join(' · ')

import { existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { now } from '../../lib/core/clock'
import { checkPlace } from './archive.mjs'
import { keepBytes, keepFile, syncFolder, type Copied } from './copy.mjs'
import { backupKeys } from './keys.mjs'
import { backupName, sealOf, writeManifest, type Entry, type Manifest } from './manifest'
import { poolFile } from './pool.mjs'
import type { BackupKey } from './sealed.mjs'
import { numberAt, position, SEGMENT_BYTES, segmentName, segmentOf } from './segments'

/** What is made anew by a server that starts, or belongs to the one that runs. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|pgsql_tmp.*|pg_internal\.init.*|recovery\.signal|backup_label|backup_manifest)$/
/**
 * What of DATA_DIR goes along. Secrets and keys do not: beside what they seal they seal nothing. Nor does the journal of
 * what left: as old as the backup it would say that nothing left since.
 */
const ALONG = ['files', 'log-exports', 'personal-data-acts', 'log-heads.jsonl']

/** Puts what a file holds, or these bytes, under a name of the data directory. A file that is gone by now: undefined. */
type Keep = (name: string, source: string | Buffer) => Promise<Copied | undefined>

export type TakeBackup = { place: string; data: string; url: string; log: (line: string) => void }

/** A copy of the data directory of a server that goes on working, with the log that makes it whole. */
export async function takeBackup({
  place,
  data,
  url,
  log,
}: TakeBackup): Promise<{ name: string; manifest: Manifest }> {
  const keys = backupKeys()
  checkPlace(place, keys)
  const directory = path.join(data, 'postgres')
  if (readdirSync(path.join(directory, 'pg_tblspc')).length > 0)
    throw new Error('A database with tablespaces is backed up by tools of PostgreSQL, not by this command')
  const [key] = keys
  const startedAt = now()
  const name = backupName(startedAt)
  const folder = path.join(place, `${name}.unfinished`)
  const keep: Keep = async (inside, source) => {
    const to = path.join(folder, 'postgres', inside)
    const seal = sealOf(key, `${name}/postgres/${inside}`)
    return typeof source === 'string' ? keepFile(source, to, seal) : keepBytes([source], to, seal)
  }
  await mkdir(path.join(folder, 'postgres'), { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const one = async (sql: string): Promise<Record<string, string>> => (await client.query(sql)).rows[0]
    const { version = '', system = '' } = await one(
      `SELECT current_setting('server_version') AS version, system_identifier::text AS system FROM pg_control_system()`,
    )
    // Keeps the log of the copy's time from being reused; it goes with this connection.
    await client.query(
      `SELECT pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true, true)`,
    )
    const { lsn: startLsn = '', segment = '' } = await one(
      `SELECT lsn, pg_walfile_name(lsn) AS segment FROM pg_backup_start('arm-elk', true) lsn`,
    )
    const { entries, folders } = await copyBase(directory, path.join(folder, 'postgres'), keep)
    const { lsn: stopLsn = '', labelfile = '' } = await one(
      `SELECT lsn, labelfile FROM pg_backup_stop(false)`,
    )
    await add(entries, keep, 'backup_label', Buffer.from(labelfile))
    const timeline = segmentOf(segment)?.timeline ?? 1
    const time = { timeline, from: numberAt(startLsn), stopLsn }
    const stopSegment = await copyLog(directory, time, entries, keep)
    // After the database: what its rows name is there by then.
    const elsewhere = process.env.FILES_S3_BUCKET ?? process.env.FILES_DIR
    if (elsewhere)
      log(`files of results are in ${elsewhere}, which has a backup of its own: this one leaves them out`)
    for (const root of ALONG)
      if (root !== 'files' || !elsewhere) await copyAlong(place, data, root, entries, key)
    const facts = {
      version: (JSON.parse(readFileSync(path.resolve('package.json'), 'utf8')) as { version: string })
        .version,
      server: version,
      systemId: system,
      startedAt: startedAt.toISOString(),
      finishedAt: now().toISOString(),
      timeline,
      startLsn,
      stopLsn,
      startSegment: segment,
      stopSegment,
      folders,
    }
    const manifest = await writeManifest(folder, facts, entries, { name, key })
    await syncFolder(folder)
    await rename(folder, path.join(place, name))
    await syncFolder(place)
    log(
      `${name}: ${manifest.files} files, ${(manifest.bytes / 1e6).toFixed(1)} MB, log ${startLsn} to ${stopLsn}${key ? `, sealed with key ${key.mark}` : ''}`,
    )
    return { name, manifest }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    await client.end()
  }
}

async function copyBase(directory: string, to: string, keep: Keep) {
  const entries: Entry[] = []
  const folders: string[] = []
  const walk = async (inside: string): Promise<void> => {
    const found = await readdir(path.join(directory, inside), { withFileTypes: true }).catch(gone)
    for (const entry of found) {
      const name = inside ? `${inside}/${entry.name}` : entry.name
      if (LEFT_OUT.test(entry.name) || name === 'global/pg_control') continue
      if (entry.isDirectory() || entry.isSymbolicLink()) {
        folders.push(name)
        await mkdir(path.join(to, name), { recursive: true, mode: 0o700 })
        if (!EMPTIED.has(name)) await walk(name)
      } else await add(entries, keep, name, path.join(directory, name))
    }
  }
  await walk('')
  const control = 'global/pg_control' // last: it says from where the log is to be played
  await add(entries, keep, control, path.join(directory, control))
  return { entries, folders }
}

async function add(entries: Entry[], keep: Keep, name: string, source: string | Buffer): Promise<boolean> {
  const copied = await keep(name, source)
  if (copied) entries.push({ area: 'postgres', path: name, ...copied })
  return copied !== undefined
}

const gone = (error: NodeJS.ErrnoException): Dirent[] => {
  if (error.code === 'ENOENT') return []
  throw error
}

/** The segments from the copy's begin to its end: with them the backup is whole by itself. */
async function copyLog(
  directory: string,
  { timeline, from, stopLsn }: { timeline: number; from: number; stopLsn: string },
  entries: Entry[],
  keep: Keep,
): Promise<string> {
  const end = Number((position(stopLsn) - 1n) / BigInt(SEGMENT_BYTES))
  for (let number = from; number <= end; number++) {
    const name = segmentName({ timeline, number })
    if (!(await add(entries, keep, `pg_wal/${name}`, path.join(directory, 'pg_wal', name))))
      throw new Error(`The log's segment ${name} was gone before it could be copied`)
  }
  return segmentName({ timeline, number: end })
}

async function copyAlong(
  place: string,
  data: string,
  root: string,
  entries: Entry[],
  key: BackupKey | undefined,
): Promise<void> {
  const start = path.join(data, root)
  if (!existsSync(start)) return
  const walk = async (name: string): Promise<void> => {
    const at = path.join(data, name)
    const inside = await readdir(at, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined
      if (error.code === 'ENOENT') return []
      throw error
    })
    if (inside) {
      for (const entry of inside) if (entry.name !== 'tmp') await walk(`${name}/${entry.name}`)
      return
    }
    const kept = await poolFile(place, at, key)
    if (kept) entries.push({ area: 'data', path: name, ...kept })
  }
  await walk(root)
}

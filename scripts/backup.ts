// npm run backup -- [FOLDER] | list [FOLDER] | drill: a copy of the embedded database while it works (decision 023).
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { env } from '../lib/core/env'
import { archived } from './backup/archive.mjs'
import { drill } from './backup/drill'
import { listBackups, readManifest } from './backup/manifest'
import { prune } from './backup/prune'
import { segmentOf } from './backup/segments'
import { takeBackup } from './backup/take-backup'
import { startEmbedded } from './embedded.mjs'
import { takeLock } from './lock.mjs'
import { readSecrets } from './secrets.mjs'

const usage = `npm run backup -- [FOLDER]            FOLDER: BACKUP_DIR, when it is not named
npm run backup -- list [FOLDER]
npm run backup -- drill [--applications N] [--in FOLDER] [--lose-log]`
const log = (line: string) => console.log(line)

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      applications: { type: 'string', default: '300' },
      in: { type: 'string', default: 'data/drill' },
      'lose-log': { type: 'boolean' },
    },
  })
  const [verb] = positionals
  if (verb === 'drill')
    return (await drill({
      applications: Number(values.applications),
      folder: path.resolve(values.in),
      loseLog: values['lose-log'],
      log,
    }))
      ? 0
      : 1
  const place = path.resolve(positionals.at(verb === 'list' ? 1 : 0) ?? env().BACKUP_DIR ?? '')
  if (positionals.length > (verb === 'list' ? 2 : 1) || place === process.cwd())
    throw new Error(`Name a folder for the backups, or set BACKUP_DIR.\n${usage}`)
  if (verb === 'list') return list(place)
  if (process.env.DATABASE_URL)
    throw new Error(
      'DATABASE_URL is set: an external PostgreSQL is backed up by its own tools, see docs/runbook.md',
    )
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const lock = takeLock(path.join(place, 'backup.lock'))
  if (!lock.release) throw new Error(`Another backup goes into ${place} (process ${lock.holder}).`)
  try {
    await withServer((url, data) => takeBackup({ place, data, url, log }))
    const gone = await prune(place, env().BACKUP_KEEP)
    if (gone.backups > 0)
      log(`removed: ${gone.backups} older backups, ${gone.segments} segments of the log, ${gone.files} files`)
  } finally {
    lock.release()
  }
  return 0
}

function list(place: string): number {
  let worst = 0
  for (const name of listBackups(place)) {
    try {
      const manifest = readManifest(path.join(place, name))
      log(
        `${name}  ${(manifest.bytes / 1e6).toFixed(1)} MB  version ${manifest.version}, log from ${manifest.startLsn}, ${manifest.sealed ? `sealed with key ${manifest.sealed}` : 'in plain'}`,
      )
    } catch (error) {
      log(`${name}  ${error instanceof Error ? error.message : String(error)}`)
      worst = 1
    }
  }
  const { names, plain } = archived(path.join(place, 'wal'))
  const count = (of: string[]) => of.filter((name) => segmentOf(name)).length
  log(`archive: ${count(names)} segments, ${count(plain)} of them in plain`)
  return worst
}

/** The server that runs on DATA_DIR, under its superuser, or one started for this. */
async function withServer<T>(work: (url: string, data: string) => Promise<T>): Promise<T> {
  const data = path.resolve(env().DATA_DIR)
  const directory = path.join(data, 'postgres')
  if (!existsSync(path.join(directory, 'PG_VERSION')))
    throw new Error(`There is no database in ${data}: set DATA_DIR.`)
  const secrets = readSecrets(data)
  const address = (port: number) => `postgresql://postgres:${secrets.postgres}@127.0.0.1:${port}/postgres`
  const lock = takeLock(path.join(data, 'start.lock'))
  const other = lock.release && takeLock(path.join(data, 'postgres.lock'))
  try {
    if (!other?.release) return await work(address(portOf(directory)), data)
    const server = await startEmbedded({ directory, secrets, port: undefined, fast: false })
    try {
      return await work(address(server.port), data)
    } finally {
      await server.stop()
    }
  } finally {
    other?.release?.()
    lock.release?.()
  }
}

function portOf(directory: string): number {
  const file = path.join(directory, 'postmaster.pid')
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[3]) : 0
  if (!port) throw new Error(`The server of ${directory} starts or stops just now: try again in a moment.`)
  return port
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

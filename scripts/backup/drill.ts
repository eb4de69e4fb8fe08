import { existsSync, readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { now } from '../../lib/core/clock'
import { prepareDatabase } from '../database.mjs'
import { startEmbedded } from '../embedded.mjs'
import { readSecrets } from '../secrets.mjs'
import { holdRestored } from './hold-restored'
import { backupKeys } from './keys.mjs'
import { poolKeeper } from './pool.mjs'
import { restoreBackup } from './restore-backup'
import { takeBackup } from './take-backup'

type Drill = { applications: number; log: (line: string) => void; folder: string; loseLog?: boolean }
type Rows = Record<string, string[]>

/**
 * A database of its own is filled, backed up while a clerk saves, killed and removed with all its folder, and restored. What
 * was acknowledged is on a list outside, and what stood in the tables a moment before is compared row by row.
 * With `loseLog` the disk of the log goes too: what only it had is lost, and the drill must say so.
 * @returns whether nothing was lost
 */
export async function drill({ applications, log, folder, loseLog = false }: Drill): Promise<boolean> {
  if (existsSync(folder) && !existsSync(path.join(folder, 'acknowledged')))
    throw new Error(`${folder} is there and of no drill: name another folder`)
  await rm(folder, { recursive: true, force: true })
  const [data, place, wal] = ['data', 'backup', 'wal'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  Object.assign(process.env, { DATA_DIR: data, BACKUP_DIR: place, WAL_DIR: wal })
  for (const name of ['FILES_DIR', 'FILES_S3_BUCKET', 'ANTIVIRUS']) delete process.env[name]
  const directory = path.join(data, 'postgres')
  const secrets = readSecrets(data)
  const start = () => startEmbedded({ directory, secrets: readSecrets(data), port: undefined, fast: false })
  let server = await start()
  try {
    const roles = await prepareDatabase(server.ownerUrl, secrets)
    Object.assign(process.env, {
      DATABASE_URL: server.ownerUrl,
      DATABASE_URL_WEB: roles.web,
      DATABASE_URL_WORKER: roles.worker,
    })
    const clerk = await openClerk(path.join(folder, 'acknowledged'))
    const saving = clerk.save(applications)
    await Promise.race([clerk.until(applications / 3), saving])
    await takeBackup({ place, data, url: server.url('postgres'), log })
    await saving
    await clerk.attach()
    await poolKeeper({ place, files: path.join(data, 'files'), key: backupKeys()[0] })()
    const before = await rowsOf(server.ownerUrl)
    const burst = clerk.save(Infinity)
    await clerk.until(applications + 20)

    const began = performance.now()
    process.kill(server.pid ?? 0, 'SIGKILL')
    await server.ended
    await Promise.all([burst, clerk.close()])
    await rm(data, { recursive: true })
    if (loseLog) await rm(wal, { recursive: true })
    log(`killed and removed: ${data}; ${clerk.count()} registrations were acknowledged`)

    const restored = await restoreBackup({
      place,
      data,
      secrets: readSecrets(data),
      walDirectory: wal,
      archive: place,
      stamp: now().toISOString().replace(/[-:.]/g, ''),
      log,
    })
    const missing = await holdRestored({ place, data, secrets: readSecrets(data), source: restored.name })
    server = await start()
    const after = await rowsOf(server.ownerUrl)
    const seconds = (performance.now() - began) / 1000
    const lost = clerk.acknowledged().filter((id) => !after.applicationIds?.includes(id)).length
    const worse = compare(before, after, log)
    log(`log played to ${restored.end}`)
    log(
      `RPO: ${lost} of ${clerk.count()} acknowledged commits lost; ${worse} rows of the tables gone or changed, ${missing} files`,
    )
    log(`RTO: ${seconds.toFixed(1)} s from the kill to a database that answers`)
    return lost === 0 && worse === 0 && missing === 0
  } finally {
    await server.stop()
  }
}

/** Registers through the product's own verb, and notes each on the disk after it was told that it is saved. */
async function openClerk(list: string) {
  const [{ plantTestOrganisation, filledForm, disconnect }, { registerApplication }, { attachFile }] =
    await Promise.all([
      import('../testing/plant'),
      import('../../lib/applications/register-application'),
      import('../../lib/files/attach-file'),
    ])
  const planted = await plantTestOrganisation()
  const file = await open(list, 'w')
  let count = 0
  const waiting: { target: number; tell: () => void }[] = []
  const one = async () => {
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(planted),
    })
    await file.appendFile(`${id}\n`)
    await file.datasync()
    count++
    for (const { target, tell } of waiting) if (count >= target) tell()
  }
  const acknowledged = () => readFileSync(list, 'utf8').split('\n').filter(Boolean)
  return {
    /** A file of a result: its bytes are in no base copy. */
    attach: () =>
      attachFile(planted.clerk, {
        applicationId: acknowledged()[0] ?? '',
        name: 'Решение.pdf',
        body: new Blob(['%PDF-1.7\n', crypto.randomUUID()]).stream(),
      }),
    /** Until so many are saved in all, or the database dies. */
    save: async (total: number) => {
      try {
        while (count < total) await Promise.all([one(), one()])
      } catch (error) {
        if (total < Infinity) throw error
      }
    },
    until: (target: number) =>
      new Promise<void>((tell) => (count >= target ? tell() : waiting.push({ target, tell }))),
    count: () => count,
    acknowledged,
    close: async () => {
      await disconnect().catch(() => undefined)
    },
  }
}

/** Every row of every table by its digest; and the ids of the applications. */
async function rowsOf(url: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    )
    const all: Rows = {}
    for (const { name } of tables) {
      const { rows } = await client.query<{ digest: string }>(
        `SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') AS digest FROM ${client.escapeIdentifier(name)} t`,
      )
      all[name] = rows.map(({ digest }) => digest)
    }
    const { rows } = await client.query<{ id: string }>('SELECT id FROM applications')
    all.applicationIds = rows.map(({ id }) => id)
    return all
  } finally {
    await client.end()
  }
}

/** How many rows of before are not there as they were. More may be: the clerk went on. */
function compare(before: Rows, after: Rows, log: (line: string) => void): number {
  let [worse, rows] = [0, 0]
  for (const [table, digests] of Object.entries(before)) {
    const left = new Map<string, number>()
    for (const digest of after[table] ?? []) left.set(digest, (left.get(digest) ?? 0) + 1)
    let gone = 0
    for (const digest of digests) {
      const there = left.get(digest) ?? 0
      if (there > 0) left.set(digest, there - 1)
      else gone++
    }
    if (gone > 0) log(`${table}: ${gone} of ${digests.length} rows are gone or changed`)
    worse += gone
    rows += digests.length
  }
  log(`${Object.keys(before).length - 1} tables, ${rows} rows compared`)
  return worse
}

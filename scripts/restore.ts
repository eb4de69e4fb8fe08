// npm run restore -- [FOLDER] [--backup NAME] [--until TIME] [--replace]: the embedded database from a backup (decision 023).
import path from 'node:path'
import { parseArgs } from 'node:util'
import { now } from '../lib/core/clock'
import { env } from '../lib/core/env'
import { holdRestored, WHOLE } from './backup/hold-restored'
import { restoreBackup } from './backup/restore-backup'
import { takeLock } from './lock.mjs'
import { readSecrets } from './secrets.mjs'

const usage = 'npm run restore -- [FOLDER] [--backup NAME] [--until TIME] [--replace]'

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { backup: { type: 'string' }, until: { type: 'string' }, replace: { type: 'boolean' } },
  })
  const { DATA_DIR, BACKUP_DIR, WAL_DIR, DATABASE_URL } = env()
  const given = positionals[0] ?? BACKUP_DIR
  const until = values.until === undefined ? undefined : new Date(values.until)
  if (positionals.length > 1 || !given || Number.isNaN(until?.getTime()))
    throw new Error(`Name the folder of the backups, or set BACKUP_DIR.\n${usage}`)
  if (DATABASE_URL)
    throw new Error(
      'DATABASE_URL is set: an external PostgreSQL is restored by its own tools, see docs/runbook.md',
    )
  const began = performance.now()
  const data = path.resolve(DATA_DIR)
  const secrets = readSecrets(data)
  const locks = ['start.lock', 'postgres.lock'].map((name) => takeLock(path.join(data, name)))
  try {
    const busy = locks.find((lock) => !lock.release)
    if (busy) throw new Error(`АРМ ЕЛК runs from ${data} (process ${busy.holder}): stop it first.`)
    const done = await restoreBackup({
      place: path.resolve(given),
      name: values.backup,
      data,
      replace: values.replace,
      until,
      secrets,
      walDirectory: WAL_DIR && path.resolve(WAL_DIR),
      archive: BACKUP_DIR && path.resolve(BACKUP_DIR),
      stamp: now().toISOString().replace(/[-:.]/g, ''),
      log: console.log,
    })
    const missing = await holdRestored({
      place: path.resolve(given),
      data,
      secrets,
      source: `${done.name}, ${done.whole ? WHOLE : 'the log'} to ${done.end}`,
    })
    console.log(
      `restored ${done.name}, the log to ${done.end}${done.lastCommit ? `, last commit ${done.lastCommit}` : ''}`,
    )
    for (const aside of done.aside) console.log(`what was there is in ${aside}: remove it when all is well`)
    for (const gap of done.gaps) console.error(gap)
    if (missing > 0)
      console.error(`${missing} files of results that the database names are not in ${data}/files`)
    console.log(
      `${((performance.now() - began) / 1000).toFixed(1)} s. Nothing is sent until: npm run reconcile`,
    )
  } finally {
    for (const lock of locks) lock.release?.()
  }
}

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

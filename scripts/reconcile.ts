// npm run reconcile -- [JOURNAL…] | --hold | --release: what left after the backup a database was restored from (decision 023).
import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { now } from '../lib/core/clock'
import { WHOLE } from './backup/hold-restored'
import { withLogDatabase } from './log-database'

const usage = `npm run reconcile -- [FOLDER…]      journals of all workers; SENT_JOURNAL_DIR, when none is named
npm run reconcile -- --release     lets go without a journal, once a person has looked
npm run reconcile -- --hold        after a restore by other tools, before the first start`
const CLOCKS = 10 * 60_000 // between the clocks of two machines, at most
const SHOWN = 20
const NUMBERS = 1000 // beyond the last that was given, or may have been

type Options = { hold?: boolean; release?: boolean }

async function reconcileAll(url: string, options: Options, folders: string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const [{ installationId, journalFolder, readJournals }, { reconcile }, { disconnect }] = await Promise.all([
    import('../lib/delivery/sent-journal'),
    import('../lib/delivery/reconcile'),
    import('../lib/core/db'),
  ])
  try {
    if (options.hold) {
      await client.query(`SELECT hold_restored('by hand')`)
      console.log('Nothing is sent until: npm run reconcile')
      return 0
    }
    const { rows: held } = await client.query<{ source: string }>(
      `SELECT source FROM restorations WHERE released_at IS NULL`,
    )
    if (held.length === 0) {
      console.log('This database is not held: there is nothing to reconcile.')
      return 0
    }
    const release = async (skip: number, what: object) => {
      await client.query('SELECT release_restored($1, $2, $3)', [
        userInfo().username,
        skip,
        JSON.stringify(what),
      ])
      console.log('released: the workers go on within seconds')
    }
    if (options.release) {
      await release(NUMBERS, { journal: false })
      return 0
    }
    const places = folders.length > 0 ? folders : [journalFolder()]
    const last = await lastSent(client)
    const since = new Date((last.at(-1)?.at.getTime() ?? CLOCKS) - CLOCKS)
    const lines = await readJournals(places, await installationId(), since)
    const known = new Set(lines.flatMap((line) => ('sent' in line ? [line.sent] : [])))
    const missing = lines.length > 0 ? last.find(({ id }) => !known.has(id))?.id : 'any'
    if (missing && held[0]?.source.includes(WHOLE)) {
      console.log(
        'The journal does not know this database, but the whole log was played: nothing left that it does not know.',
      )
      await release(0, { journal: false, wholeLog: true })
      return 0
    }
    if (missing) return await ask(client, places, missing)
    const report = await reconcile(lines)
    console.log(
      `${report.messages} messages had left after the backup: ${report.changes} changes go on under their ids, ${report.answers} answers were played again`,
    )
    for (const { orderNumber, delivery } of report.passed)
      console.log(
        `look: order ${orderNumber}, change ${delivery}: a later one had left, what became of this one is not known; it is skipped`,
      )
    if (report.lost.length > 0) {
      const file = path.join(places[0] ?? '.', `lost-${now().toISOString().replace(/[-:.]/g, '')}.jsonl`)
      writeFileSync(file, report.lost.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })
      for (const { orderNumber, status, at, code } of report.lost.slice(0, SHOWN))
        console.log(
          `lost: order ${orderNumber}, status ${status}, left ${at}, ${code === undefined ? 'no answer came' : `answered ${code}`}`,
        )
      console.log(
        `${report.lost.length} changes that left were made after the backup and are not in the database, all of them in ${file}`,
      )
      await client.query(
        `INSERT INTO alarms (id, kind, subject, details, created_at, last_at)
         VALUES (gen_random_uuid(), 'database.lost', $1, $2, app_now(), app_now()) ON CONFLICT DO NOTHING`,
        [String(report.lost.length), file],
      )
    }
    const { messages, changes, answers, lost, passed } = report
    await release(lost.length > 0 ? NUMBERS + lost.length : 0, {
      messages,
      changes,
      answers,
      lost: lost.length,
      passed: passed.length,
    })
    return 0
  } finally {
    await disconnect()
    await client.end()
  }
}

/** What the database has sent last: a journal that does not know it is not the one, or not all of it. */
async function lastSent(client: pg.Client): Promise<{ id: string; at: Date }[]> {
  const { rows } = await client.query<{ id: string; at: Date }>(
    `SELECT id, sent_at AS at FROM messages WHERE sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 20`,
  )
  return rows
}

/** Without the journal nobody here knows what left: a person must look at ЕПГУ. */
async function ask(client: pg.Client, places: string[], missing: string): Promise<number> {
  const { rows } = await client.query<{ order: string; seq: number }>(`
    SELECT facts->>'orderNumber' AS order, seq FROM deliveries
    WHERE state = 'QUEUED' AND ready_at IS NOT NULL ORDER BY ready_at`)
  console.error(
    `The journal in ${places.join(', ')} does not know ${missing === 'any' ? 'this database' : `the message ${missing}, which this database has sent`}: ` +
      'it is of another worker, or lost. Name the journals of all workers. If there are none:',
  )
  for (const { order, seq } of rows.slice(0, SHOWN))
    console.error(`may have left: order ${order}, change ${seq}`)
  const file = path.join(places[0] ?? '.', 'may-have-left.txt')
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, rows.map(({ order, seq }) => `${order} ${seq}\n`).join(''), { mode: 0o600 })
  console.error(
    `${rows.length} changes waited at the time of the backup and may have left since, all of them in ${file}. ` +
      'See at ЕПГУ which did; npm run reconcile -- --release sends them all.',
  )
  return 1
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { hold: { type: 'boolean' }, release: { type: 'boolean' } },
  })
  if (values.hold && values.release) throw new Error(usage)
  process.exitCode = await withLogDatabase((url) =>
    reconcileAll(
      url,
      values,
      positionals.map((one) => path.resolve(one)),
    ),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

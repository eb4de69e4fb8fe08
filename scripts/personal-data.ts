// npm run -s personal-data -- due | destroy: applicants' data whose term is over (docs/configuration.md, decision 015).
// npm run -s personal-data -- keys | encrypt: the keys of the sealed columns (decision 020).
import { userInfo } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { now } from '../lib/core/clock'
import { env } from '../lib/core/env'
import { destroyDue } from '../lib/personal-data/destroy-due'
import { encryptColumns } from '../lib/personal-data/encrypt-columns'
import { listDue } from '../lib/personal-data/list-due'
import { registerKeys } from '../lib/personal-data/register-keys'
import { withLogDatabase } from './log-database'

const usage = `npm run -s personal-data -- due
npm run -s personal-data -- destroy --reason TEXT [--by NAME] [--to FOLDER]
npm run -s personal-data -- keys | encrypt`
const DAY = 86_400_000

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      reason: { type: 'string' },
      by: { type: 'string', default: userInfo().username },
      to: { type: 'string' },
    },
  })
  const [verb] = positionals
  if (verb === 'keys') return withLogDatabase(tellKeys)
  if (verb === 'encrypt') return withLogDatabase(encrypt)
  const { reason, by, to } = values
  if (verb !== 'due' && (verb !== 'destroy' || !reason)) throw new Error(usage)
  const days = env().PERSONAL_DATA_RETENTION_DAYS
  if (days === undefined)
    throw new Error('PERSONAL_DATA_RETENTION_DAYS is not set: nothing is ever due, nothing is destroyed')
  const before = new Date(now().getTime() - days * DAY)
  return withLogDatabase(async (url) => {
    if (verb === 'due') {
      const due = await withClient(url, (client) => listDue(client, before))
      console.log(`${due.length} applications were finished before ${before.toISOString()} and are due`)
      return 0
    }
    const folder = to ?? path.resolve(env().DATA_DIR, 'personal-data-acts')
    const done = await destroyDue(url, { before, by, reason: reason ?? '', folder })
    console.log(
      done
        ? `act ${done.id}: ${done.applications.length} applications, ${done.files.length} files, ${done.envelopes.length} envelopes, ` +
            `${done.notifications} notifications, ${done.searches} searches; ${done.file}`
        : 'nothing is due',
    )
    return 0
  })
}

async function tellKeys(url: string): Promise<number> {
  const keys = await registerKeys(url)
  console.log(
    keys.length > 0 ? `sealed by key ${keys.join('; opened by key ')}` : 'personal data are not sealed',
  )
  return 0
}

async function encrypt(url: string): Promise<number> {
  await encryptColumns(
    url,
    (table, rows) => console.log(`${table}: ${rows} rows sealed`),
    (others) =>
      console.log(
        `Waiting for ${others} transactions that still see the rows in plain (pg_stat_activity, backend_xmin).`,
      ),
  )
  console.log(
    'done: take a new backup and destroy the older ones; segments of WAL go as PostgreSQL writes them anew',
  )
  return 0
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

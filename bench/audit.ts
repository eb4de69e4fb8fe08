// npm run -s bench -- audit: verifying who did what, beside reading the same rows bare; and who saw a citizen, of a million rows.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { findViewers } from '../lib/audit/find-viewers'
import type { Session } from '../lib/auth/session'
import { disconnect } from '../lib/core/db'
import { copyRows } from '../lib/log/copy-rows'
import { keepHeads } from '../lib/log/keep-heads'
import { readSnapshot } from '../lib/log/read-snapshot'
import { sealLog } from '../lib/log/seal-log'
import { AUDIT } from '../lib/log/sealed-log'
import { verifyLogs } from '../lib/log/verify-logs'
import { bar, compare, finish, machine, median, time, told } from './measure'

const SEALED = 200_000
const ROWS = 1_000_000
const APPLICATIONS = 1000
const url = process.env.DATABASE_URL ?? ''
const folder = mkdtempSync(path.join(tmpdir(), 'bench-audit-'))
const journal = path.join(folder, 'log-heads.jsonl')
const client = new pg.Client({ connectionString: url })
await client.connect()

const [organisation] = (await client.query<{ id: string }>('SELECT id FROM organisations LIMIT 1')).rows
const [user] = (
  await client.query<{ id: string }>('SELECT id FROM users WHERE organisation_id = $1 LIMIT 1', [
    organisation?.id,
  ])
).rows
const session = { organisationId: organisation?.id, userId: user?.id, ip: null } as Session
const numbers = (
  await client.query<{ id: string; number: string }>(
    'SELECT id, number FROM applications WHERE organisation_id = $1 ORDER BY number LIMIT $2',
    [organisation?.id, APPLICATIONS],
  )
).rows

const plant = (rows: number) =>
  client.query(
    `INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
     SELECT app_now() - n * interval '1 second', $1, $2,
       (ARRAY['application.view', 'application.edit', 'applicant.reveal', 'file.download', 'session.open'])[1 + n % 5],
       'ok', 'application', ($3::text[])[1 + n % array_length($3::text[], 1)], jsonb_build_object('n', n), '127.0.0.1'
     FROM generate_series(1, $4::int) n`,
    [organisation?.id, user?.id, numbers.map(({ id }) => id), rows],
  )
const unsealed = async () =>
  Number((await client.query('SELECT count(*) AS n FROM audit_events WHERE position IS NULL')).rows[0].n)

/** The worker of the product seals too: whoever has the lock. */
async function seal(): Promise<void> {
  const [sealing = 0] = await time(1, async () => {
    while ((await unsealed()) > 0) for (let n = 1; n > 0; n = await sealLog(AUDIT));
  })
  console.log(`  sealed: ${Math.round(SEALED / (sealing / 1000))} rows/s`)
  await keepHeads(journal)
  await client.query('VACUUM ANALYZE audit_events')
}

/** The same rows by the same road, read and dropped. */
const bare = () =>
  readSnapshot(url, (reader) =>
    copyRows(
      reader,
      `SELECT position, seal, ${Object.values(AUDIT.fields).join(', ')} FROM public.audit_events
       WHERE position IS NOT NULL ORDER BY position`,
      () => undefined,
    ),
  )

async function verify(): Promise<void> {
  const [report] = await verifyLogs(url, journal, [AUDIT])
  const [violation] = report?.violations ?? []
  if (violation) throw new Error(`the clean log has violations: ${violation.text}`)
}

console.log(`Verifying who did what (R10) · ${machine()}`)
await plant(SEALED)
await seal()
const rows = Number(
  (await client.query('SELECT count(*) AS n FROM audit_events WHERE position IS NOT NULL')).rows[0].n,
)
const { ours, reference, ratio, low, high } = await compare(
  3,
  () => time(1, verify),
  () => time(1, bare),
)
const rate = (milliseconds: number[]) => Math.round(rows / (median(milliseconds) / 1000))
console.log(
  `  ${rows} rows: verified ${rate(ours)} rows/s; the same rows read bare ${rate(reference)} rows/s`,
)
console.log(`  ratio of times ${ratio.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`)
bar('microseconds a row, verified', (median(ours) * 1000) / rows, 10, 'µs')

await plant(ROWS - SEALED)
await client.query('ANALYZE audit_events')
const asked = await time(20, (index) =>
  findViewers(session, { text: numbers[index % numbers.length]?.number ?? '1' }),
)
console.log(`  who saw this citizen, of ${ROWS} rows: ${told(asked)}`)
bar('who saw this citizen, the slowest', Math.max(...asked), 1000, 'ms')
await client.end()
await disconnect()
rmSync(folder, { recursive: true })
finish()

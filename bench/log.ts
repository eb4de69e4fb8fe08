// npm run bench -- log: verifying the message log, beside a bare SELECT of the same rows with a SHA-256 of their bodies.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { disconnect } from '../lib/core/db'
import { keepHeads } from '../lib/log/keep-heads'
import { sealLog } from '../lib/log/seal-log'
import { ENVELOPES } from '../lib/log/sealed-log'
import { verifyLogs } from '../lib/log/verify-logs'
import { bar, compare, finish, machine, median, time } from './measure'

const ROWS = 200_000
const url = process.env.DATABASE_URL ?? ''
const folder = mkdtempSync(path.join(tmpdir(), 'bench-log-'))
const journal = path.join(folder, 'log-heads.jsonl')
const client = new pg.Client({ connectionString: url })
await client.connect()

const count = async (where: string): Promise<number> =>
  Number((await client.query(`SELECT count(*) AS n FROM envelopes WHERE ${where}`)).rows[0].n)

async function plant(rows: number, bytes: number): Promise<void> {
  await client.query(
    `INSERT INTO envelopes (direction, operation, message_id, body, sha256, created_at)
     SELECT 'OUT', 'SendRequest', gen_random_uuid()::text, body, sha256(body), app_now()
     FROM (SELECT convert_to(rpad(n::text, $2::int, md5(n::text)), 'UTF8') AS body FROM generate_series(1, $1::int) n) made`,
    [rows, bytes],
  )
  const [sealing = 0] = await time(1, async () => {
    while ((await count(`position IS NULL AND ${ENVELOPES.final}`)) > 0)
      for (let n = 1; n > 0; n = await sealLog(ENVELOPES));
  })
  console.log(`  sealed ${rows} rows of ${bytes} bytes: ${Math.round(rows / (sealing / 1000))} rows/s`)
  await keepHeads(journal)
  await client.query('VACUUM ANALYZE envelopes')
}

async function bare(): Promise<void> {
  await client.query('BEGIN')
  await client.query(
    'DECLARE reading NO SCROLL CURSOR FOR SELECT id, sha256, body FROM envelopes WHERE position IS NOT NULL ORDER BY position',
  )
  for (let rows = 1; rows > 0;) {
    const page = await client.query<{ sha256: Buffer; body: Buffer }>('FETCH 5000 FROM reading')
    for (const { sha256, body } of page.rows)
      if (!createHash('sha256').update(body).digest().equals(sha256)) throw new Error('a body is not its own')
    rows = page.rows.length
  }
  await client.query('COMMIT')
}

async function verify(): Promise<void> {
  const reports = await verifyLogs(url, journal)
  const violations = reports.flatMap((report) => report.violations)
  if (violations.length > 0) throw new Error(`the clean log has violations: ${violations[0]?.text}`)
}

console.log(`Verifying the message log (R10) · ${machine()}`)
await plant(ROWS, 200)
const rows = await count('position IS NOT NULL')
const small = await compare(
  5,
  () => time(1, verify),
  () => time(1, bare),
)
const rate = (milliseconds: number[]) => Math.round(rows / (median(milliseconds) / 1000))
console.log(
  `  ${rows} rows: verified ${rate(small.ours)} rows/s; SELECT and SHA-256 of the bodies ${rate(small.reference)} rows/s`,
)
console.log(`  ratio of times ${small.ratio.toFixed(2)} (${small.low.toFixed(2)} … ${small.high.toFixed(2)})`)
bar('microseconds a row, verified', (median(small.ours) * 1000) / rows, 10, 'µs')
await plant(ROWS / 10, 10_000)
const large = await compare(
  3,
  () => time(1, verify),
  () => time(1, bare),
)
console.log(`  with ${ROWS / 10} rows of 10 kB more: ratio of times ${large.ratio.toFixed(2)}`)
await client.end()
await disconnect()
rmSync(folder, { recursive: true })
finish()

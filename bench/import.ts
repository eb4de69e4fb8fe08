// npm run bench -- import: 100 000 services from an XLSX, read, checked, confirmed and written by the product's own worker (P23),
// beside a bare COPY of the same rows into a table of the same shape.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import pg, { type Connection, type Submittable } from 'pg'
import type { Session } from '../lib/auth/session'
import { disconnect } from '../lib/core/db'
import { importsOf } from '../worker/imports.kit'
import { serviceColumns } from '../lib/catalogue/service-columns'
import { isWorking, type ImportState } from '../lib/imports/schema'
import { writeXlsx } from '../lib/imports/write-xlsx'
import { bar, finish, machine, median } from './measure'

const ROWS = 100_000
const ROUNDS = 3
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
const { worker } = JSON.parse(process.env.PIDS ?? '{}') as { worker?: number }
if (!worker) throw new Error('no worker to measure')

const megabytes = () =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1] ?? 0) / 1024

const nameOf = (at: number) => `Выдача справки образца ${at}`
const code = (at: number) => String(9_910_000_000_000_000_000n + BigInt(at))
function* table(): Generator<string[]> {
  yield serviceColumns.map(({ title }) => title)
  for (let at = 0; at < ROWS; at++)
    yield [nameOf(at), code(at), `-${code(at)}`, '10', 'ФЛ, ИП, ЮЛ', '4', 'да']
}

async function person(): Promise<Session> {
  const { rows } = await client.query<{ id: string; organisation_id: string }>(
    "SELECT id, organisation_id FROM users WHERE login = 'admin'",
  )
  const [found] = rows
  if (!found) throw new Error('no demo data')
  return {
    id: crypto.randomUUID(),
    userId: found.id,
    organisationId: found.organisation_id,
    organisationName: '',
    officeId: null,
    officeName: null,
    timeZone: 'Europe/Moscow',
    name: 'bench',
    login: 'admin',
    roles: ['ADMINISTRATOR'],
    elkModule: true,
    environment: 'SVCDEV',
    mustDo: null,
    hasTotp: false,
    provenAt: null,
    ip: null,
  }
}

/** Nobody deletes services in the product, so that nothing there finds the applications of one. */
await client.query('CREATE INDEX IF NOT EXISTS bench_forget ON applications (service_id)')
const forget = () => client.query("DELETE FROM services WHERE name LIKE 'Выдача справки образца %'")

type CopySink = { sendCopyFromChunk: (bytes: Buffer) => void; endCopyFrom: () => void }

/** COPY … FROM STDIN of bytes that are ready: the least that writing these rows can take. */
class CopyIn implements Submittable {
  constructor(
    private readonly bytes: Buffer,
    private readonly done: (error?: unknown) => void,
  ) {}
  submit(connection: Connection): void {
    connection.query(
      'COPY bare (id, organisation_id, name, eservice_code, target_code, tku_state, allowed_applicants) FROM STDIN',
    )
  }
  handleCopyInResponse(connection: CopySink): void {
    connection.sendCopyFromChunk(this.bytes)
    connection.endCopyFrom()
  }
  handleError(error: unknown): void {
    this.done(error)
  }
  handleCommandComplete(): void {}
  handleReadyForQuery(): void {
    this.done()
  }
}

async function bareCopy(): Promise<number> {
  await client.query('CREATE TEMP TABLE bare (LIKE services INCLUDING ALL)')
  const organisation = crypto.randomUUID()
  const lines = Array.from(
    { length: ROWS },
    (_, at) =>
      `${crypto.randomUUID()}\t${organisation}\t${nameOf(at)}\t${code(at)}\t-${code(at)}\tPRODUCTION\t{PERSON}\n`,
  )
  const began = performance.now()
  await new Promise<void>((resolve, reject) =>
    client.query(new CopyIn(Buffer.from(lines.join('')), (error) => (error ? reject(error) : resolve()))),
  )
  const seconds = (performance.now() - began) / 1000
  await client.query('DROP TABLE bare')
  return seconds
}

console.log(`\nimport of ${ROWS} services (P23) · ${machine()}`)
const bytes = await buffer(writeXlsx('Услуги', table()))
console.log(`  the workbook: ${(bytes.length / 1024 / 1024).toFixed(1)} MB`)
const mine = importsOf(await person())
const ours: number[] = []
const bare: number[] = []
const rest = megabytes()
let top = rest

/** Until it waits for a person; how long that took. */
async function until(id: string): Promise<number> {
  const began = performance.now()
  for (let state: ImportState = 'UPLOADED'; isWorking(state); { state } = await mine.get(id)) {
    top = Math.max(top, megabytes())
    await sleep(200)
  }
  return (performance.now() - began) / 1000
}

/** Until what the round before left is sealed, the demo's messages are answered and the audit is verified, as once a day: an import
 * is measured, not what stands beside it. */
async function rests(): Promise<void> {
  const busy = () =>
    client.query(
      `SELECT WHERE EXISTS (SELECT FROM audit_events WHERE position IS NULL)
         OR EXISTS (SELECT FROM deliveries WHERE state IN ('QUEUED', 'SENDING') AND ready_at IS NOT NULL)
         OR NOT EXISTS (SELECT FROM log_checks WHERE at > pg_postmaster_start_time())`,
    )
  for (let tries = 0; tries < 300 && (await busy()).rowCount; tries++) await sleep(200)
  await client.query('VACUUM ANALYZE services')
  await client.query('CHECKPOINT').catch(() => undefined) // the owner may not, everywhere
}

for (let round = 0; round < ROUNDS; round++) {
  await forget()
  await rests()
  const began = performance.now()
  const id = await mine.send(bytes)
  const reading = await until(id)
  await mine.choose(id)
  const checking = await until(id)
  await mine.confirm(id)
  const writing = await until(id)
  ours.push((performance.now() - began) / 1000)
  const { state, counts } = await mine.get(id)
  if (state !== 'DONE' || counts?.created !== ROWS)
    throw new Error(`ended as ${state}: ${JSON.stringify(counts)}`)
  console.log(
    `  reading ${reading.toFixed(1)} s · checking ${checking.toFixed(1)} s · writing ${writing.toFixed(1)} s`,
  )
  bare.push(await bareCopy())
}
await forget()
const seconds = median(ours)
console.log(
  `  ${Math.round(ROWS / seconds)} rows/s in all · a bare COPY of the same rows: ${Math.round(ROWS / median(bare))} rows/s`,
)
bar('100 000 rows, from the upload to the end (5 000 rows/s)', seconds, ROWS / 5000, 's')
bar('memory of the worker above its rest', top - rest, 200, 'MB')
await client.end()
await disconnect()
finish()

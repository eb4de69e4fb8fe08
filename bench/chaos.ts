// Kills web, worker, simulator and database with SIGKILL at random while clerks save 200 changes, then asks the
// simulator's own journal: every change once, in order, nothing that was not committed. Seeded: --seed N replays.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { changeStatus } from '../lib/applications/change-status'
import { getApplication } from '../lib/applications/get-application'
import { registerApplication } from '../lib/applications/register-application'
import { disconnect } from '../lib/core/db'
import { Refusal } from '../lib/core/errors'
import { randomOf } from '../prisma/seed/people'
import { openClerk, plainChange } from './clerk'
import { judge, type Applied, type Committed } from './judge'
import { finish, machine } from './measure'

const seed = Number(process.env.SEED ?? 277)
const random = randomOf(seed)
const CHANGES = Number(process.env.CHANGES ?? 200)
const APPLICATIONS = 40
const KILLS = 12
const simulator = process.env.SIMULATOR_URL ?? ''
const runFile = path.resolve(process.env.DATA_DIR ?? '', 'run.json')
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

async function sql<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  client.on('error', () => {})
  await client.connect()
  return client
    .query<T>(text, values)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

/** A clerk who presses again when the answer did not come: the same key, so that nothing is done twice. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const final = error instanceof Refusal && error.code !== 'CONFLICT' && error.code !== 'UNAVAILABLE'
      if (final || tries > 200) throw error
      await wait(100)
    }
  }
}

const { session, form } = await openClerk()

async function live(changes: number): Promise<string> {
  const key = crypto.randomUUID()
  const { id, orderNumber } = await persist(() =>
    registerApplication(session, { idempotencyKey: key, form: form(random) }),
  )
  for (let i = 1; i < changes; i++) {
    await wait(random() * 400)
    const idempotencyKey = crypto.randomUUID()
    await persist(async () => {
      const { version } = await getApplication(session, { id })
      return changeStatus(session, plainChange(id, version, i % 2 ? 7 : 36, idempotencyKey))
    })
  }
  return orderNumber
}

let killed = 0
let over = false
const victims = [
  'worker',
  'web',
  'postgres',
  'worker',
  'simulator',
  'postgres',
  'worker',
  'web',
  'simulator',
  'worker',
  'postgres',
  'web',
]
async function killer(): Promise<void> {
  for (const victim of victims.slice(0, KILLS)) {
    await wait(1000 + random() * 1500)
    if (over) return
    const { pids } = JSON.parse(readFileSync(runFile, 'utf8')) as { pids: Record<string, number> }
    const pid = pids[victim]
    if (!pid) continue
    try {
      process.kill(pid, 'SIGKILL')
      killed++
      console.log(`  SIGKILL ${victim}`)
    } catch {
      console.log(`  ${victim} is down already`)
    }
  }
}

console.log(`\nchaos · seed ${seed} · ${CHANGES} changes of ${APPLICATIONS} applications · ${machine()}`)
const killing = killer()
const numbers = await Promise.all(Array.from({ length: APPLICATIONS }, () => live(CHANGES / APPLICATIONS)))
console.log(`  ${CHANGES} changes are saved`)
await killing
over = true

let open = -1
for (let i = 0; i < 600 && open !== 0; i++) {
  await wait(500)
  const [row] = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM deliveries d JOIN applications a ON a.id = d.application_id
     WHERE a.order_number = ANY($1) AND d.state IN ('QUEUED', 'SENDING', 'SENT')`,
    [numbers],
  ).catch(() => [{ n: -1 }])
  open = row?.n ?? -1
}
const committed = await sql<Committed>(
  `SELECT a.order_number AS "orderNumber", d.seq, s.status, d.state FROM deliveries d JOIN applications a ON a.id = d.application_id
   JOIN status_changes s ON s.id = d.status_change_id WHERE a.order_number = ANY($1) ORDER BY 1, 2`,
  [numbers],
)
const applied: Applied[] = []
for (let after = 0; ;) {
  const rows = (await (await fetch(`${simulator}/control/journal?after=${after}`)).json()) as (Applied & {
    n: number
  })[]
  if (rows.length === 0) break
  applied.push(...rows)
  after = rows.at(-1)?.n ?? after
}
const violations = judge(
  committed,
  applied.filter((row) => numbers.includes(row.orderNumber)),
)
for (const violation of violations.slice(0, 20)) console.log(`  VIOLATION ${violation}`)
console.log(
  `  ${killed} kills, ${committed.length} changes committed, ${open} still open, ${violations.length} violations`,
)
await disconnect()
if (open !== 0 || violations.length > 0 || committed.length !== CHANGES) process.exit(1)
finish()

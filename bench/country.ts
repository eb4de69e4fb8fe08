// P4, P5, P28: the whole country's peak on one machine. Changes are saved by the domain's own verb at a steady rate, database, worker and
// simulator (100 ms) beside: how long from the commit to ЕПГУ's answer written down, how many go in a message, by how many statements.
import pg from 'pg'
import { bar, finish, machine, median, quantile } from './measure'
import { openBench } from './sides'
import { plantBacklog } from './backlog'

const RATES = (process.env.RATES ?? '50,100,200,400,1000').split(',').map(Number)
const SECONDS = Number(process.env.SECONDS ?? 30)
const APPLICATIONS = Number(process.env.APPLICATIONS ?? 10_000)

const bench = await openBench('country', { latencyMs: 100 })
const { rig } = bench
Object.assign(process.env, rig.env)
const { openSaver } = await import('./saver')
const { disconnect } = await import('../lib/core/db')
const { openClerk } = await import('./clerk')

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** Counts what the worker asks of the database; only the server's own superuser may load it. */
async function countStatements(): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: rig.database.url('postgres') })
  await admin.connect()
  await admin.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
  await admin.end()
  await rig.database.stop()
  await rig.restartDatabase()
  const counter = new pg.Client({ connectionString: rig.database.url('arm_elk') })
  await counter.connect()
  await counter.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  return counter
}

const counter = await countStatements()
const clerk = await openClerk('obrazcova1')
await plantBacklog(rig.owner, bench.organisation, { applications: APPLICATIONS, changes: 1 })
const { rows: applications } = await rig.owner.query<{ id: string; version: number }>(
  'SELECT id, version FROM applications',
)
const worker = await rig.startWorker()
const underWay = async () => {
  const { rows } = await rig.owner.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM deliveries WHERE state IN ('QUEUED', 'SENDING')",
  )
  return rows[0]?.n ?? 0
}
const allSettled = async () => {
  for (let tries = 0; tries < 600 && (await underWay()) > 0; tries++) await wait(500)
}

const offer = openSaver(clerk, applications)

type Course = { p95: number; within: number; settled: number; messages: number }
async function course(since: Date): Promise<Course> {
  const { rows } = await rig.owner.query<Course>(
    `SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - created_at))::float8 AS p95,
       avg((state = 'ACCEPTED' AND settled_at - created_at <= interval '10 seconds')::int)::float8 AS within,
       count(*) FILTER (WHERE state = 'ACCEPTED')::int AS settled, count(DISTINCT message_id)::int AS messages
     FROM deliveries WHERE created_at >= $1`,
    [since],
  )
  return rows[0] as Course
}

async function step(rate: number): Promise<boolean> {
  await rig.owner.query('VACUUM ANALYZE')
  await counter.query('SELECT pg_stat_statements_reset()')
  const { rows } = await rig.owner.query<{ at: Date }>('SELECT app_now() AS at')
  const before = { ...rig.cpu(worker), clerks: process.cpuUsage() }
  const offered = await offer(rate, SECONDS)
  await allSettled()
  const { p95, within, settled, messages } = await course(rows[0]?.at ?? new Date())
  const cpu = rig.cpu(worker)
  const clerks = process.cpuUsage(before.clerks)
  const { rows: asked } = await counter.query<{ n: number }>(
    `SELECT sum(calls)::float8 AS n FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = 'arm_elk_worker'`,
  )
  const perChange = (seconds: number) => `${((seconds * 1000) / settled).toFixed(2)} ms`
  console.log(
    `  ${rate}/s offered: saved ${(offered.saved / offered.seconds).toFixed(0)}/s${offered.refused ? `, refused ${offered.refused}` : ''}, a save p50 ` +
      `${median(offered.waits).toFixed(0)} ms p95 ${quantile(offered.waits, 0.95).toFixed(0)} ms after it was due; commit → accepted p95 ${p95.toFixed(2)} s, ` +
      `within 10 s ${(within * 100).toFixed(2)} %; ${(settled / messages).toFixed(1)} changes a message, ${((asked[0]?.n ?? 0) / settled).toFixed(2)} statements a change; ` +
      `cpu a change: saving ${perChange((clerks.user + clerks.system) / 1e6)}, database ${perChange(cpu.database - before.database)}, ` +
      `worker ${perChange(cpu.worker - before.worker)}, simulator ${perChange(cpu.simulator - before.simulator)}`,
  )
  if (rate === RATES.at(-1)) {
    bar(`P4 commit → accepted p95, ${rate} changes a second offered`, p95, 2, 's')
    bar(
      `P4 changes a second that the machine fell short of ${rate}`,
      Math.max(0, rate - offered.saved / offered.seconds),
      rate * 0.02,
      '/s',
    )
    bar('P5 messages a change', messages / settled, 1 / 50, '')
    bar('P5 statements of the worker a change', (asked[0]?.n ?? 0) / settled, 0.1, '')
    bar('P28 not accepted within 10 s of the commit', 100 - within * 100, 0.1, '%')
  }
  return offered.saved / offered.seconds > rate * 0.98 && p95 <= 2
}

try {
  await allSettled()
  console.log(`\nchanges saved by the domain's verb for ${SECONDS} s each, simulator 100 ms · ${machine()}`)
  let held = 0
  for (const rate of RATES) if (await step(rate)) held = rate
  console.log(`  the largest of these rates that held: ${held}/s`)
  await disconnect()
} finally {
  await counter.end().catch(() => undefined)
  await rig.close()
}
finish()

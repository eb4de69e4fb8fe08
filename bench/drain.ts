// P18 [--large], P19, P22: how fast a backlog goes and its answers come back; the whole worker, the wire, real signatures.
import pg from 'pg'
import { bar, barOf, estimate, finish, machine, median, ratioOf } from './measure'
import { openBench, told, type Drained } from './sides'

const goal = process.argv.find((word) => /^P\d+$/.test(word)) ?? 'P18'
const large = process.argv.includes('--large')
const checks = process.argv.includes('--checks')
const ROUNDS = Number(process.env.ROUNDS ?? (goal === 'P18' ? 9 : 5)) // seconds by themselves sway more than ratios of neighbours
const changes = Number(process.env.CHANGES ?? 4)
const size = (applications: number) => ({
  applications: Number(process.env.APPLICATIONS ?? applications),
  changes,
})
const flags = process.env.PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROF}`] : []

const bench = await openBench('drain', { checks, latencyMs: goal === 'P22' ? 400 : 20 })
const { rig } = bench
const show = (what: string, drained: Drained) => console.log(`  ${what.padEnd(12)} ${told(drained)}`)
const rates = (all: Drained[]) => all.map(({ rate }) => rate)
const both = (a: Drained[], b: Drained[]) =>
  `${median(rates(a)).toFixed(0)}/s against ${median(rates(b)).toFixed(0)}/s`

async function drains(): Promise<void> {
  const backlog = size(large ? 250_000 : 2500)
  const total = backlog.applications * backlog.changes
  console.log(`\ndrain of ${total} changes · simulator 20 ms · ${machine()}`)
  const all: Drained[] = []
  const cold: Drained[] = []
  for (let round = 0; round < (large ? 1 : ROUNDS); round++) {
    all.push(await bench.ours(backlog, { flags, warm: !large }))
    show('ours', all.at(-1) as Drained)
    if (large) continue
    cold.push(await bench.ours(backlog))
    show('just started', cold.at(-1) as Drained)
  }
  const seconds = all.map((one) => one.seconds)
  if (large) return bar(`P18 drain of ${total} changes`, median(seconds), 180, 's')
  const beside = `${median(rates(all)).toFixed(0)}/s; a worker that starts just then ${median(cold.map((one) => one.seconds)).toFixed(2)} s`
  barOf(`P18 drain of ${total} changes, a worker that is at work`, estimate(seconds), '≤', 3, 's', beside)
}

/** A transaction that was opened before and is left open, as a forgotten session or pg_dump does. */
async function holding(work: () => Promise<Drained>): Promise<Drained> {
  const client = new pg.Client({ connectionString: rig.env.DATABASE_URL })
  await client.connect()
  await client.query('SET idle_in_transaction_session_timeout = 0')
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await client.query('SELECT count(*) FROM organisations')
  try {
    return await work()
  } finally {
    await client.end()
  }
}

async function heldXmin(): Promise<void> {
  const backlog = size(5000)
  console.log(
    `\ndrain of ${backlog.applications * changes} changes with a transaction left open · ${machine()}`,
  )
  const [held, free]: [Drained[], Drained[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    held.push(await holding(() => bench.ours(backlog)))
    show('held', held.at(-1) as Drained)
    await rig.owner.query('VACUUM ANALYZE')
    free.push(await bench.ours(backlog))
    show('free', free.at(-1) as Drained)
    await rig.owner.query('VACUUM ANALYZE')
  }
  barOf('P19 drain rate with a held xmin ÷ without', ratioOf(rates(held), rates(free)), '≥', 0.9, 'times', both(held, free)) // prettier-ignore
}

/** Large enough that filling and emptying the line, some three seconds for whoever does it, is little of the whole. */
async function twoWorkers(): Promise<void> {
  const backlog = { applications: Number(process.env.APPLICATIONS ?? 18_000), changes: 2 }
  const more = { SMEV_ORDERS_PER_MESSAGE: '50' }
  console.log(`\n${backlog.applications * backlog.changes} changes, 50 a message, every exchange takes 400 ms · ${machine()}`) // prettier-ignore
  const [two, one]: [Drained[], Drained[]] = [[], []]
  for (let round = 0; round < Math.min(ROUNDS, 3); round++) {
    two.push(await bench.ours(backlog, { workers: 2, more }))
    show('two workers', two.at(-1) as Drained)
    one.push(await bench.ours(backlog, { more }))
    show('one worker', one.at(-1) as Drained)
  }
  barOf('P22 two workers ÷ one, portal-bound', ratioOf(rates(two), rates(one)), '≥', 1.9, 'times', both(two, one)) // prettier-ignore
}

/** Two databases with a worker each, both at once on this machine, against one: by the processor's seconds, for it has no more of them. */
async function twoShards(): Promise<void> {
  const backlog = size(2500)
  const shard = await openBench('drain-shard', { checks, latencyMs: 20 })
  await rig.control('PUT', 'settings', { latencyMs: 20 })
  const perSecond = (all: Drained[]) =>
    all.reduce((sum, { done }) => sum + done, 0) /
    all.reduce((sum, { cpu }) => sum + cpu.worker + cpu.database + cpu.simulator, 0)
  console.log(`\n${backlog.applications * changes} changes in each of two databases · ${machine()}`)
  const [two, one]: [number[], number[]] = [[], []]
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const both = await Promise.all([bench.ours(backlog), shard.ours(backlog)])
      both.forEach((drained) => show('two shards', drained))
      two.push(perSecond(both))
      const alone = await bench.ours(backlog)
      show('one', alone)
      one.push(perSecond([alone]))
    }
  } finally {
    await shard.rig.close()
  }
  const beside = `${median(two).toFixed(0)} against ${median(one).toFixed(0)} changes a second of processor`
  barOf('P22 two shards ÷ one, by the processor’s seconds', ratioOf(two, one), '≥', 0.9, 'times', beside)
}

try {
  await (goal === 'P19' ? heldXmin() : goal === 'P22' ? twoWorkers() : drains())
  if (goal === 'P22') await twoShards()
} finally {
  await rig.close()
}
finish()

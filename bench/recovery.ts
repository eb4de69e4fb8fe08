// R3: one fault at a time, while changes come in: how long from its end until everything saved before that is settled. [--rounds N]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { plantBacklog, plantOrganisations, SERVICE } from './backlog'
import { openStage, wait, type Stage } from './chaos-stage'
import { bar, finish, machine, quantile } from './measure'
import { openRig } from './rig'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '6' } } })
const ROUNDS = Number(values.rounds)
const WORKERS = 3
const EACH = 10 // applications, 250 ms apart
const PLANTED_BEFORE = 59 * 60_000 // ms: a planted change says that it was saved so long ago

const rig = await openRig({
  name: 'recovery',
  simulator: { SIMULATOR_DELAY_MS: '50' },
  worker: { LOG_LEVEL: 'error' },
  tell: () => undefined,
})

/** The worker kills itself at this point, or is killed; the two others live. Over at that moment. */
const dies = (point?: string) => async (stage: Stage, round: number) => {
  const n = round % WORKERS
  const slot = stage.workers[n]
  if (!slot) throw new Error('no worker')
  await slot.kill(
    point === undefined
      ? undefined
      : () => {
          writeFileSync(`${rig.data}/die-at-${n}`, point)
          slot.signal('SIGUSR2')
        },
  )
  const over = Date.now()
  await slot.up()
  return over
}
/** Over when the database takes connections again. */
const restarts = (signal: NodeJS.Signals) => async (stage: Stage) => {
  process.kill(rig.database.pid ?? 0, signal)
  await rig.database.ended
  await stage.insist(() => rig.restartDatabase())
  return Date.now()
}
const faults: [string, (stage: Stage, round: number) => Promise<number>][] = [
  ['F1 a worker dies before a request leaves', dies('SendRequest.before')],
  ['F2 a worker dies after a request has left', dies('SendRequest.sent')],
  ['F3 a worker dies between an answer and its commit', dies('commit.before')],
  ['F4 a worker dies after a commit', dies('commit.after')],
  ['F1 to F4 a worker is killed at any moment', dies()],
  ['F6 the database is restarted by SIGQUIT', restarts('SIGQUIT')],
  ['F7 the database is killed', restarts('SIGKILL')],
]

/** Seconds from the end of the fault until nothing that was saved before it is open. */
async function recovered(stage: Stage, over: number): Promise<number> {
  for (;;) {
    const [row] = await stage
      .sql<{ open: number }>(
        "SELECT count(*)::int AS open FROM deliveries WHERE state IN ('QUEUED', 'SENDING') AND created_at < $1",
        [new Date(over - PLANTED_BEFORE)],
      )
      .catch(() => [])
    if (row?.open === 0) return (Date.now() - over) / 1000
    if (Date.now() - over > 60_000) throw new Error('not settled within a minute')
    await wait(50)
  }
}

try {
  const [organisation] = await plantOrganisations(rig.env.DATABASE_URL, 1)
  if (!organisation) throw new Error('no organisation')
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  const stage = await openStage(rig, WORKERS, [], () => undefined)
  let isOver = false
  const feeding = (async () => {
    while (!isOver) {
      await plantBacklog(rig.owner, organisation, { applications: EACH, changes: 1, tidy: false }).catch(
        () => undefined, // the database is away
      )
      await wait(250)
    }
  })()
  console.log(`\none fault at a time, ${WORKERS} workers, ${EACH * 4} changes a second · ${machine()}`)
  const all: number[] = []
  await wait(3000)
  for (const [what, play] of faults) {
    const taken: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      taken.push(await recovered(stage, await play(stage, round)))
      await wait(3000)
    }
    all.push(...taken)
    console.log(`  ${what}: ${taken.map((one) => one.toFixed(1)).join(' ')} s`)
  }
  isOver = true
  await feeding
  stage.stopWatching()
  await Promise.all(stage.workers.map((slot) => slot.stop()))
  bar(`R3 all that was saved before is settled after a fault, p95 of ${all.length}`, quantile(all, 0.95), 10, 's') // prettier-ignore
} finally {
  await rig.close().catch((error: unknown) => console.error(String(error)))
}
finish()

// R2: СМЭВ takes some of [APPLICATIONS=250000] × 4 changes, dies with what it was at, and is silent for 48 hours of our moved clock (its own
// stays); then it is back. What is lost, doubled or out of order, and which of them nobody was told of.
import net from 'node:net'
import { plantBacklog } from './backlog'
import { wait } from './chaos-stage'
import { bar, finish, machine } from './measure'
import { disorder, type Applied } from './order'
import { openBench } from './sides'

const APPLICATIONS = Number(process.env.APPLICATIONS ?? 250_000)
const CHANGES = 4
const TOTAL = APPLICATIONS * CHANGES
const AT_ONCE = 50_000
const PAGE = 10_000
const QUIET_SECONDS = 20
const SETTLING_SECONDS = 5
/** Hours since the changes were saved, and the mark that all of them have passed by then. */
const HOURS: [hours: number, mark: number][] = [
  [1, 0],
  [24.1, 1],
  [40.1, 2],
  [48.1, 3],
]

const bench = await openBench('outage')
const { rig } = bench
/** A look at a million rows takes the processor from what it looks at: ten times as long as one takes there is none. */
let looking = 100 // ms
const rest = () => wait(10 * looking)
const count = async (where: string, given: unknown[] = []) => {
  const from = performance.now()
  const { rows } = await rig.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM deliveries WHERE ${where}`,
    given,
  )
  looking = Math.max(100, performance.now() - from)
  return rows[0]?.n ?? 0
}
const startWorker = (hours: number) =>
  rig.startWorker(
    { HOURS_AHEAD: String(hours), PGOPTIONS: `-c app.clock_offset=${hours * 3600}s`, LOG_LEVEL: 'error' },
    ['--import', 'tsx', '--import', './bench/outage-clock.ts'],
  )

/** In СМЭВ's place: hangs up on whoever calls, and counts the calls. */
async function openSilence() {
  let calls = 0
  const server = net.createServer((socket) => {
    calls++
    socket.on('error', () => {}).destroy()
  })
  await new Promise<void>((done) => server.listen(Number(new URL(rig.address).port), '127.0.0.1', done))
  return {
    get calls() {
      return calls
    },
    close: () => new Promise((done) => server.close(done)),
  }
}

/** What the simulator has taken, in its order. */
async function arrivals(): Promise<Applied[]> {
  const all: Applied[] = []
  for (;;) {
    const page = await rig.control<Applied[]>('GET', `journal?after=${all.length}`)
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

try {
  console.log(`\n${TOTAL} changes wait while СМЭВ is silent for 48 hours · ${machine()}`)
  for (let left = APPLICATIONS; left > 0; left -= AT_ONCE)
    await plantBacklog(rig.owner, bench.organisation, {
      applications: Math.min(left, AT_ONCE),
      changes: CHANGES,
      tidy: left <= AT_ONCE,
    })
  const flowing = await startWorker(0)
  while ((await count("state = 'ACCEPTED'")) < TOTAL / 100) await wait(200)
  await rig.simulator.kill() // amid sends, answers and Acks
  const under = await count("state = 'SENDING'")
  await flowing.kill()
  const accepted = await count("state = 'ACCEPTED'")
  console.log(`  ${accepted} were accepted and ${under} under way when СМЭВ died, the worker after it`)
  const silence = await openSilence()
  let [unnoticed, mistold, most] = [0, 0, 0]
  for (const [hours, mark] of HOURS) {
    const [began, calls] = [Date.now(), silence.calls]
    const worker = await startWorker(hours - 1) // they were saved an hour ago
    const open = async () => count("escalation < $1 AND state <> 'ACCEPTED'", [mark])
    do await rest()
    while ((await open()) > 0 && Date.now() - began < 1_200_000)
    const marked = (Date.now() - began) / 1000
    // What a worker tries before it knows that nobody answers is not counted: it may be that slow to begin.
    while (silence.calls === calls && Date.now() - began < 1_200_000) await wait(200)
    await wait(SETTLING_SECONDS * 1000)
    const before = silence.calls
    await wait(QUIET_SECONDS * 1000)
    const perSecond = (silence.calls - before) / QUIET_SECONDS
    most = Math.max(most, perSecond)
    unnoticed += await open()
    const { rows } = await rig.owner.query<{ mark: number; changes: number }>(
      'SELECT mark, changes FROM escalations WHERE ended_at IS NULL',
    )
    const told = rows.reduce((sum, { changes }) => sum + changes, 0)
    if (rows.some((one) => one.mark !== mark) || told !== (mark > 0 ? TOTAL - accepted : 0)) mistold++
    console.log(
      `  hour ${hours}: marked in ${marked.toFixed(0)} s, ${perSecond.toFixed(2)} calls a second; ${
        rows.map((one) => `one notice of ${one.changes} changes, mark ${one.mark}`).join(', ') ||
        'nobody is told'
      }`,
    )
    await worker.kill('SIGTERM')
  }
  await silence.close()
  await rig.restartSimulator()
  await rig.control('PUT', 'settings', { checks: false, sign: false, latencyMs: 20 })
  const back = Date.now()
  const worker = await startWorker(48)
  for (let [left, moved] = [TOTAL, Date.now()]; left > 0;) {
    await rest()
    const now = await count("state IN ('QUEUED', 'SENDING')")
    if (now < left) moved = Date.now()
    else if (Date.now() - moved > 120_000) throw new Error(`${left} stand still`)
    left = now
  }
  const seconds = (Date.now() - back) / 1000
  await wait(2000)
  await worker.kill('SIGTERM')
  const arrived = await arrivals()
  const each = new Set(arrived.map(({ orderNumber, statusDate }) => `${orderNumber} ${statusDate}`))
  console.log(`  all gone ${seconds.toFixed(0)} s after СМЭВ was back, ${(TOTAL / seconds).toFixed(0)}/s`)
  const told = `R2 of ${TOTAL} changes that waited 48 hours:`
  bar(`${told} lost`, TOTAL - Math.min(each.size, await count("state = 'ACCEPTED'")), 0, '')
  bar(`${told} taken twice`, arrived.length - each.size, 0, '')
  bar(`${told} out of order`, disorder(arrived), 0, '')
  bar(`${told} not told of at a mark`, unnoticed, 0, '')
  bar('R2 hours at which the notices were others than they should be', mistold, 0, '')
  bar('F8 calls a second while СМЭВ is silent, a send and a poll each', most, 2.1, '')
} finally {
  await rig.close()
}
finish()

// P20: what a clerk's save takes while a backlog drains beside it, against a quiet hour.
import { barOf, finish, machine, quantile, ratioOf } from './measure'
import { openBench } from './sides'
import { plantBacklog } from './backlog'
import type { Saveable } from './saver'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const SECONDS = Number(process.env.SECONDS ?? 15)
const BACKLOG = Number(process.env.APPLICATIONS ?? 20_000)
const RATE = 10 // saves a second: a hundred clerks in a busy hour

const bench = await openBench('live')
const { rig } = bench
Object.assign(process.env, rig.env)
const { disconnect } = await import('../lib/core/db')
const { openClerk } = await import('./clerk')
const { openSaver } = await import('./saver')

const underWay = async () => {
  const { rows } = await rig.owner.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM deliveries WHERE state IN ('QUEUED', 'SENDING')",
  )
  return rows[0]?.n ?? 0
}
const settled = async () => {
  while ((await underWay()) > 0) await new Promise((done) => setTimeout(done, 300))
}

try {
  await plantBacklog(rig.owner, bench.organisation, { applications: 500, changes: 1 })
  const { rows: applications } = await rig.owner.query<Saveable>('SELECT id, version FROM applications')
  const worker = await rig.startWorker()
  await settled()
  const offer = openSaver(await openClerk('obrazcova1'), applications)
  await offer(RATE, 5)
  console.log(
    `\nsaves of status, ${RATE} a second, quiet and beside a drain of ${BACKLOG} applications · ${machine()}`,
  )
  const [quiet, busy]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    await settled()
    quiet.push(quantile((await offer(RATE, SECONDS)).took, 0.95))
    await plantBacklog(rig.owner, bench.organisation, { applications: BACKLOG, changes: 1 })
    const from = await underWay()
    busy.push(quantile((await offer(RATE, SECONDS)).took, 0.95))
    console.log(
      `  round ${round + 1}: p95 ${quiet.at(-1)?.toFixed(0)} ms quiet, ${busy.at(-1)?.toFixed(0)} ms while ${((from - (await underWay())) / SECONDS).toFixed(0)}/s drained`,
    )
  }
  await settled()
  await worker.kill('SIGTERM')
  barOf(
    'P20 save p95 beside a drain ÷ quiet',
    ratioOf(busy, quiet),
    '≤',
    1.5,
    'times',
    `${quantile(busy, 0.5).toFixed(0)} ms against ${quantile(quiet, 0.5).toFixed(0)} ms`,
  )
  await disconnect()
} finally {
  await rig.close()
}
finish()

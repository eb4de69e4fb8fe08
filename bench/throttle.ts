// F29: СМЭВ that takes five messages a second and refuses the rest. How near to that the worker comes, and how often it is refused.
import { bar, finish, machine } from './measure'
import { openBench } from './sides'
import { plantBacklog } from './backlog'

const ALLOWED = 5 // messages a second
const SECONDS = Number(process.env.SECONDS ?? 60)
const SETTLING = 15 // s, in which the rate is found
const PER_MESSAGE = 20

const bench = await openBench('throttle')
const { rig } = bench
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
const sent = async () => {
  const { rows } = await rig.owner.query<{ taken: number; refused: number }>(
    `SELECT count(*) FILTER (WHERE sent_at IS NOT NULL)::int AS taken,
       (SELECT count(*)::int FROM envelopes WHERE operation = 'SendRequest' AND direction = 'IN') AS refused FROM messages`,
  )
  return rows[0] ?? { taken: 0, refused: 0 }
}

try {
  await rig.control('PUT', 'settings', { perSecond: ALLOWED })
  await plantBacklog(rig.owner, bench.organisation, {
    applications: ALLOWED * PER_MESSAGE * (SECONDS + SETTLING) * 2,
    changes: 1,
  })
  console.log(`\n${ALLOWED} messages a second allowed, ${SECONDS} s · ${machine()}`)
  const worker = await rig.startWorker({ SMEV_ORDERS_PER_MESSAGE: String(PER_MESSAGE) })
  await wait(SETTLING * 1000)
  const before = await sent()
  await wait(SECONDS * 1000)
  const after = await sent()
  await worker.kill('SIGTERM')
  const taken = after.taken - before.taken
  const refused = after.refused - before.refused - taken
  console.log(
    `  ${(taken / SECONDS).toFixed(2)} messages a second were taken, ${(refused / SECONDS).toFixed(2)} refused`,
  )
  bar('F29 share of the allowed rate that was not used', 1 - taken / SECONDS / ALLOWED, 0.1, '')
  bar('F29 refused for one taken', refused / taken, 0.1, '')
} finally {
  await rig.close()
}
finish()

// P21: does the delivery keep its rate while what it has delivered piles up? One worker that goes on takes backlog after backlog, and
// nobody but autovacuum looks after the tables. [CHANGES=300000]
import { plantBacklog } from './backlog'
import { wait } from './chaos-stage'
import { bar, barOf, finish, machine, median, ratioOf } from './measure'
import { openBench } from './sides'

const AT_ONCE = { applications: 2500, changes: 4 }
const ONE = AT_ONCE.applications * AT_ONCE.changes
const COMPARED = 8 // rounds at the beginning and at the end, none of them both
const CHANGES = Math.max(Number(process.env.CHANGES ?? 300_000), 2 * COMPARED * ONE)
const { rig, organisation } = await openBench('churn')

/** The only indexes that grow with what waits, and not with what is kept. */
const QUEUE = [
  'deliveries_ready',
  'deliveries_one_under_way',
  'deliveries_unsettled',
  'deliveries_of_people',
  'messages_due',
  'messages_awaiting',
  'envelopes_unprocessed',
  'envelopes_unsealed',
]
const megabytes = async (names: string[]): Promise<number> => {
  const { rows } = await rig.owner.query<{ bytes: number }>(
    'SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class WHERE relname = ANY ($1)',
    [names],
  )
  return (rows[0]?.bytes ?? 0) / 2 ** 20
}
const waiting = async () =>
  (
    await rig.owner.query(
      "SELECT FROM deliveries WHERE state = 'SENDING' OR (state = 'QUEUED' AND ready_at IS NOT NULL) LIMIT 1",
    )
  ).rowCount ?? 0

/** Changes a second, from the commit of a backlog to the last answer written down. */
async function round(): Promise<number> {
  await plantBacklog(rig.owner, organisation, { ...AT_ONCE, tidy: false })
  const began = performance.now()
  await rig.owner.query("SELECT pg_notify('delivery', '')")
  while (await waiting()) await wait(50)
  return ONE / ((performance.now() - began) / 1000)
}

console.log(`\n${CHANGES} changes, ${ONE} at once, simulator 20 ms · ${machine()}`)
await rig.startWorker()
await round() // a worker that has just begun is slower: what is measured here is what changes after that
const rates: number[] = []
while (rates.length * ONE < CHANGES) {
  rates.push(await round())
  if (rates.length % 5 === 0)
    console.log(`  ${rates.length * ONE} delivered · ${median(rates.slice(-5)).toFixed(0)}/s`)
}
const [first, last] = [rates.slice(0, COMPARED), rates.slice(-COMPARED)]
console.log(
  `  kept: ${(await megabytes(['deliveries', 'messages', 'envelopes'])).toFixed(0)} MB of changes, messages and their bytes`,
)
barOf(
  `P21 rate after ${CHANGES} changes ÷ at the beginning`,
  ratioOf(last, first),
  '≥',
  0.95,
  'times',
  `${median(last).toFixed(0)}/s against ${median(first).toFixed(0)}/s`,
)
bar('P21 indexes of the queue at the end', await megabytes(QUEUE), 200, 'MB')
await rig.close()
finish()

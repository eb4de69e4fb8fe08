// P6: a lone change leaves as soon when messages may hold a hundred as when they hold one: its commit → its request at СМЭВ's door.
import { bar, barOf, compare, finish, machine, median, quantile, told } from './measure'
import { openBench } from './sides'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const TIMES = 20
const bench = await openBench('lone')
const { rig } = bench
Object.assign(process.env, rig.env)
const { changeStatus } = await import('../lib/applications/change-status')
const { getApplication } = await import('../lib/applications/get-application')
const { registerApplication } = await import('../lib/applications/register-application')
const { disconnect } = await import('../lib/core/db')
const { randomOf } = await import('../prisma/seed/people')
const { openClerk, plainChange } = await import('./clerk')

type Exchange = { at: number; operation: string }
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

const { session, form } = await openClerk('obrazcova1')
const random = randomOf(1)
const settled = async () => {
  const { rows } = await rig.owner.query(
    "SELECT FROM deliveries WHERE state IN ('QUEUED', 'SENDING') LIMIT 1",
  )
  return rows.length === 0
}
async function allSettled(): Promise<void> {
  for (let i = 0; i < 300 && !(await settled()); i++) await wait(50)
}

const ids: string[] = []
for (let i = 0; i < TIMES; i++)
  ids.push(
    (await registerApplication(session, { idempotencyKey: crypto.randomUUID(), form: form(random) })).id,
  )

async function lone(id: string): Promise<number> {
  const { version } = await getApplication(session, { id })
  await changeStatus(session, plainChange(id, version, 7, crypto.randomUUID()))
  const committed = Date.now()
  for (let i = 0; i < 100; i++) {
    await wait(50)
    const exchanges = await rig.control<Exchange[]>('GET', 'messages')
    const sent = exchanges.find(({ operation }) => operation === 'SendRequest')
    // The request may be at the door before the act has told of its commit.
    if (sent && sent.at > committed - 40) return sent.at - committed
  }
  throw new Error('the change was not sent within 5 s')
}

async function withMessagesOf(orders: number): Promise<number[]> {
  const worker = await rig.startWorker({ SMEV_ORDERS_PER_MESSAGE: String(orders) })
  await allSettled()
  await lone(ids[0] ?? '')
  await allSettled()
  const taken: number[] = []
  for (const id of ids) {
    await wait(200 + Math.random() * 100)
    taken.push(Math.max(1, await lone(id)))
  }
  await allSettled()
  await worker.kill('SIGTERM')
  return taken
}

try {
  console.log(`\nlone changes, ${TIMES} a round · ${machine()}`)
  const p95 = (values: number[]) => quantile(values, 0.95)
  const result = await compare(
    ROUNDS,
    () => withMessagesOf(100),
    () => withMessagesOf(1),
    p95,
  )
  console.log(`  messages of 100: ${told(result.ours)} · of 1: ${told(result.reference)}`)
  const beside = `p50 ${median(result.ours)} ms against ${median(result.reference)} ms`
  barOf('P6 commit → request p95, messages of up to 100 ÷ of 1', { ...result, value: result.ratio }, '≤', 1.1, 'times', beside) // prettier-ignore
  bar('P6 commit → request p95', p95(result.ours), 50, 'ms')
  await disconnect()
} finally {
  await rig.close()
}
finish()

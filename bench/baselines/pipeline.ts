// What both references share: the naive way of one message a change, by the same gateway, key and settings as the worker's.
import pg from 'pg'
import type { Facts } from '../../lib/delivery/facts'
import { mintMessageId } from '../../lib/smev/envelope/message-id'
import { openGateways } from '../../worker/gateway'

export type Job = { id: number; facts: Facts }

export const SENDERS = 32
const RECEIVERS = 32
const ANSWERED_IN = 25 // milliseconds; the simulator's answer is there after 20
const PAGE = 1000

const settings = {
  url: process.env.DATABASE_URL ?? '',
  applications: Number(process.env.APPLICATIONS),
  changes: Number(process.env.CHANGES),
  from: Number(process.env.FROM),
  service: process.env.SERVICE ?? '',
}
export const { url } = settings
export const pool = new pg.Pool({ connectionString: url, max: 32 })
let schemaOf = ''
const gateway = openGateways().of('DIRECT')

const iso = (at: number) => new Date(at + 3 * 3_600_000).toISOString().replace('Z', '+03:00')

/** The same facts as `plantBacklog` writes, of applications with numbers of their own. */
function factsOf(application: number, seq: number): Facts {
  const created = Date.now() - 3_600_000
  const orderNumber = `N-${application}`
  const common = { version: 1 as const, environment: 'SVCDEV' as const, orderNumber }
  const sender = { inn: '0099000014', kpp: '009901001' }
  const status = {
    status: seq === 1 ? 6 : seq % 2 === 0 ? 7 : 36,
    isInformed: false,
    statusDate: iso(created + seq * 60_000),
    attachments: [],
  }
  if (seq > 1) return { ...common, kind: 'UPDATE', addressBy: 'orderNumber', sender, status }
  return {
    ...common,
    kind: 'CREATE',
    applicant: { by: 'esiaId', esiaId: String(1_100_000_000 + application) },
    sender,
    serviceTargetCode: settings.service,
    region: '99000000',
    requestDate: iso(created),
    office: { name: 'МФЦ № 3', channel: 4 },
    status,
  }
}

/** The changes as rows and, page by page, as jobs in the order in which they were saved; tables are analysed after. */
export async function plant(schema: string, enqueue: (jobs: Job[]) => Promise<void>): Promise<void> {
  schemaOf = schema
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await pool.query(`CREATE SCHEMA ${schema}`)
  await pool.query(
    `CREATE TABLE ${schema}.changes (id int PRIMARY KEY, application text NOT NULL, seq int NOT NULL, facts jsonb NOT NULL,
       state text NOT NULL DEFAULT 'waiting', message_id uuid, answer text, done_at timestamptz, UNIQUE (application, seq))`,
  )
  await pool.query(`CREATE INDEX ON ${schema}.changes (message_id) WHERE message_id IS NOT NULL`)
  const jobs = Array.from({ length: settings.applications * settings.changes }, (_, id) => {
    const facts = factsOf(settings.from + Math.floor(id / settings.changes), (id % settings.changes) + 1)
    return { id, facts }
  })
  for (let at = 0; at < jobs.length; at += PAGE) {
    const page = jobs.slice(at, at + PAGE)
    await pool.query(
      `INSERT INTO ${schema}.changes (id, application, seq, facts)
       SELECT n, f->>'orderNumber', n % $3 + 1, f FROM unnest($1::int[], $2::jsonb[]) t(n, f)`,
      [page.map(({ id }) => id), page.map(({ facts }) => JSON.stringify(facts)), settings.changes],
    )
    await enqueue(page)
  }
  await pool.query('VACUUM ANALYZE')
}

/** One change: built, checked, signed, sent. Throws when it was not taken, so that its job is tried again. */
export async function sendChange({ id, facts }: Job): Promise<void> {
  const messageId = mintMessageId()
  const { environment } = facts
  const prepared =
    facts.kind === 'CREATE'
      ? gateway.prepare({ messageId, environment, kind: 'CREATE', orders: [facts] })
      : gateway.prepare({ messageId, environment, kind: 'UPDATE', orders: [facts] })
  if (!prepared.ok) throw new Error(prepared.errors.join('; '))
  const sealed = await gateway.seal(prepared.bytes)
  if (!sealed.ok) throw new Error(sealed.text)
  await pool.query({
    name: 'sent',
    text: `UPDATE ${schemaOf}.changes SET state = 'sent', message_id = $2 WHERE id = $1`,
    values: [id, messageId],
  })
  const sent = await gateway.send(sealed.bytes, messageId)
  if (sent.verdict !== 'taken') throw new Error(sent.fault)
  expectAnswer()
}

/** Answers that should be in the queue by now: each is asked for once, so that hardly any question finds nothing. */
let due = 0
let [unanswered, receivers] = [0, 0]

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

function expectAnswer(): void {
  unanswered++
  setTimeout(() => {
    due++
    if (receivers >= RECEIVERS) return
    receivers++
    void receive().finally(() => receivers--)
  }, ANSWERED_IN)
}

async function receive(): Promise<void> {
  while (due > 0) {
    due--
    const received = await gateway.receive()
    if (received.kind === 'message') {
      await settle(received.raw)
      unanswered--
      continue
    }
    due++
    await wait(ANSWERED_IN)
  }
}

async function settle(raw: Buffer): Promise<void> {
  const answer = gateway.read(raw)
  if (!answer.ok) return void process.stderr.write(`answer: ${answer.reason}\n`)
  const told = answer.outcome.kind === 'orders' ? answer.outcome.response.orders[0]?.status : 'rejected'
  await pool.query({
    name: 'done',
    text: `UPDATE ${schemaOf}.changes SET state = 'done', answer = $2, done_at = clock_timestamp() WHERE message_id = $1`,
    values: [answer.originalMessageId, String(told)],
  })
  await gateway.acknowledge(answer.messageId)
}

/** Says that work has begun; when told to stop, jobs end first and the answers to what they sent are taken yet. */
export function runUntilStopped(stopJobs: () => Promise<void>): void {
  process.once('SIGTERM', async () => {
    await stopJobs()
    for (let i = 0; i < 100 && unanswered > 0; i++) await wait(50)
    process.exit(0)
  })
  process.stdout.write('worker ready\n')
}

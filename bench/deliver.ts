// One lone change: saved → sent → accepted shown, against the bare exchange of the same bytes with the same simulator.
import pg from 'pg'
import { changeStatus } from '../lib/applications/change-status'
import { getApplication } from '../lib/applications/get-application'
import { registerApplication } from '../lib/applications/register-application'
import { disconnect } from '../lib/core/db'
import { randomOf } from '../prisma/seed/people'
import { openClerk, plainChange } from './clerk'
import { bar, compare, finish, machine, quantile, told } from './measure'

const owner = new pg.Client({ connectionString: process.env.DATABASE_URL })
await owner.connect()
const one = async <T>(sql: string, values: unknown[] = []) => (await owner.query(sql, values)).rows[0] as T
const simulator = process.env.SIMULATOR_URL ?? ''
const random = randomOf(Date.now() % 1e9)

const { session, form } = await openClerk()
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

async function accepted(id: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const card = await getApplication(session, { id })
    if (card.steps.every((step) => step.delivery.view === 'accepted')) return
    await wait(25)
  }
  throw new Error(`application ${id} was not accepted within 15 s`)
}

const { delayMs } = (await (await fetch(`${simulator}/control/settings`)).json()) as { delayMs: number }
const { id } = await registerApplication(session, { idempotencyKey: crypto.randomUUID(), form: form(random) })
await accepted(id)

const shown: number[] = []
/** Save → СМЭВ took it, by the database's own record of both moments. */
async function lone(): Promise<number> {
  const { version } = await getApplication(session, { id })
  const began = Date.now()
  const { statusChangeId } = await changeStatus(session, plainChange(id, version, 7, crypto.randomUUID()))
  const saved = Date.now()
  await accepted(id)
  const row = await one<{ sent_at: Date; settled_at: Date }>(
    'SELECT m.sent_at, d.settled_at FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.status_change_id = $1',
    [statusChangeId],
  )
  shown.push(Date.now() - row.sent_at.getTime() - delayMs)
  return Math.max(0, row.sent_at.getTime() - saved) || saved - began
}

/** The same bytes to the same door, with nothing around them. A repeat is answered at once, so the pair costs no state. */
const { body } = await one<{ body: Buffer }>(
  "SELECT body FROM envelopes WHERE direction = 'OUT' AND operation = 'SendRequest' ORDER BY id DESC LIMIT 1",
)
async function bareExchange(): Promise<number> {
  const began = performance.now()
  await fetch(`${simulator}/smev/v1.2/ws`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'Content-Type': 'text/xml;charset=UTF-8', SOAPAction: 'urn:SendRequest' },
  }).then((response) => response.text())
  return performance.now() - began
}
const times = async (count: number, work: () => Promise<number>) => {
  const taken: number[] = []
  for (let i = 0; i < count; i++) taken.push(await work())
  return taken
}

console.log(`\none lone change · simulator answers after ${delayMs} ms · ${machine()}`)
const result = await compare(
  5,
  () => times(4, lone),
  () => times(4, bareExchange),
)
console.log(
  `  saved → sent ${told(result.ours)} · bare exchange ${told(result.reference)} · ratio ${result.ratio.toFixed(1)} (95 %: ${result.low.toFixed(1)}–${result.high.toFixed(1)})`,
)
console.log(`  simulator's answer → accepted on the card ${told(shown)}`)
bar('saved → sent, p95', quantile(result.ours, 0.95), 1000, 'ms')
bar('answer → accepted on the card, p95', quantile(shown, 0.95), 3000, 'ms')
await disconnect()
await owner.end()
finish()

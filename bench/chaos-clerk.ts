// Clerks who save, press again when no answer comes, and decide what ЕПГУ refused: a process of its own, killed like any
// other. What it is about to do stands in its file before, so that the next one presses again what it does not know of (F5).
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { changeStatus } from '../lib/applications/change-status'
import { getApplication } from '../lib/applications/get-application'
import { registerApplication } from '../lib/applications/register-application'
import { ApplicationForm } from '../lib/applications/schema'
import { disconnect } from '../lib/core/db'
import { Refusal } from '../lib/core/errors'
import { formatDateTime } from '../lib/core/format'
import type { DeliveryState } from '../lib/core/generated/prisma/enums'
import { declareImpossible } from '../lib/delivery/declare-impossible'
import { remedies, type Remedy } from '../lib/delivery/remedies'
import { attachFile } from '../lib/files/attach-file'
import { resendDelivery } from '../lib/delivery/resend-delivery'
import { skipDelivery } from '../lib/delivery/skip-delivery'
import { pick, randomOf } from '../prisma/seed/people'
import type { Ack } from './checker'
import { openClerk, plainChange, type Clerk } from './clerk'

type Intent = { login: string; key: string } & (
  | { form: ApplicationForm }
  | { id: string; orderNumber: string; status: number; date: string; insteadOf?: string; fileBytes?: number }
)
/**
 * A line of the file: an intent, or what was answered. `failed` is an answer that no clerk should get, `stumbled` one that a clerk
 * answers by pressing again.
 */
export type Line =
  { intent: Intent } | { ack: Ack } | { failed: string; about: string } | { stumbled: string; about: string }

const file = process.env.CLERK_FILE ?? ''
const random = randomOf(Number(process.env.SEED) + process.pid)
const restMs = Number(process.env.CLERK_REST_MS ?? 400)
const saving = (process.env.CLERK_SAVES ?? '').split(',').filter(Boolean)
const deciding = (process.env.CLERK_DECIDES ?? '').split(',').filter(Boolean)
const zone = 'Europe/Moscow'
const statuses = [7, 36, 25, 26, 33, 35]
const withFiles = [7, 25, 26, 35]
const MINUTE = 60_000

let over = false
process.on('SIGTERM', () => (over = true))
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
const write = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`)

const opened = (login: string): Promise<Clerk> =>
  openClerk(login).catch(async (error: unknown) => {
    if (over) throw error
    await wait(300)
    return opened(login)
  })

/** Pressed until there is an answer, and now and then twice at once (F18). */
async function persist<T>(about: string, work: () => Promise<T>): Promise<T | undefined> {
  for (let tries = 0; ; tries++) {
    try {
      if (random() > 0.1) return await work()
      const [first, second] = await Promise.allSettled([work(), work()])
      if (first.status === 'fulfilled') return first.value
      if (second.status === 'fulfilled') return second.value
      throw first.reason
    } catch (error) {
      const expected =
        !(error instanceof Refusal) || error.code === 'CONFLICT' || error.code === 'UNAVAILABLE'
      if (!expected || tries > 600) {
        const why = error instanceof Refusal ? JSON.stringify(error.options.fieldErrors ?? '') : ''
        write({ failed: `${error instanceof Error ? error.message : String(error)} ${why}`, about })
        return undefined
      }
      if (!(error instanceof Refusal && error.code === 'CONFLICT'))
        write({ stumbled: error instanceof Error ? error.message : String(error), about })
      await wait(200)
    }
  }
}

async function perform({ session }: Clerk, intent: Intent): Promise<string | undefined> {
  const key = intent.key
  if ('form' in intent) {
    const done = await persist('register', () =>
      registerApplication(session, { idempotencyKey: key, form: intent.form }),
    )
    if (done) write({ ack: { what: 'registered', key, orderNumber: done.orderNumber } })
    return done && JSON.stringify([done.id, done.orderNumber])
  }
  const { id, orderNumber, status, date, insteadOf, fileBytes } = intent
  const file =
    fileBytes === undefined ? undefined : await persist('attach', () => attach(session, id, fileBytes))
  const shown = formatDateTime(new Date(date), zone)
  const done = await persist(`change to ${status}`, async () => {
    const { version } = await getApplication(session, { id })
    const plain = {
      ...plainChange(id, version, status, key),
      statusDate: shown,
      backdatedFor: 'chaos',
      fileIds: file ? [file.id] : [],
    }
    return changeStatus(session, { ...plain, insteadOf })
  })
  if (done)
    write({ ack: { what: 'changed', key, orderNumber, change: done.statusChangeId, status, at: date } })
  return done?.statusChangeId
}

/** What was attached before and is in no status yet may leave no room: then without one. */
const attach = (session: Clerk['session'], applicationId: string, bytes: number) =>
  attachFile(session, {
    applicationId,
    name: 'Решение.pdf',
    body: new Blob([`%PDF-1.7\n${crypto.randomUUID()}`, new Uint8Array(bytes)]).stream(),
  }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'LIMIT') return undefined
    throw error
  })

function say(intent: Intent): Intent {
  write({ intent })
  return intent
}

/** One application after another, a minute between the dates of its statuses. */
async function save(login: string): Promise<void> {
  const clerk = await opened(login)
  while (!over) {
    const requested = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE
    const form = { ...clerk.form(random), requestDate: formatDateTime(new Date(requested), zone) }
    const made = await perform(clerk, say({ login, key: crypto.randomUUID(), form }))
    const changes = 1 + Math.floor(random() * 5)
    for (let n = 1; made && n <= changes && !over; n++) {
      await wait(random() * 2 * restMs)
      const [id = '', orderNumber = ''] = JSON.parse(made) as string[]
      const date = new Date(requested + n * 2 * MINUTE).toISOString()
      const status = pick(random, statuses)
      const fileBytes =
        withFiles.includes(status) && random() < 0.4 ? Math.round(2 ** (11 + 8 * random())) : undefined
      await perform(clerk, say({ login, key: crypto.randomUUID(), id, orderNumber, status, date, fileBytes }))
    }
  }
}

type Stopped = {
  id: string
  applicationId: string
  orderNumber: string
  kind: 'CREATE' | 'UPDATE'
  state: DeliveryState
  answerCode: number | null
  attempt: number
  at: Date
  planted: boolean
}

/**
 * What waits for a person, and what waits ten minutes for an administrator: «Передача», as the clerk sees it. What an answer did not name is
 * left for a minute, as the card advises: it may come in parts.
 */
const waiting = `
  SELECT d.id, d.application_id AS "applicationId", a.order_number AS "orderNumber", d.kind, d.state, d.answer_code AS "answerCode",
    d.attempt, c.status_date AS at, a.form = '{}' AS planted
  FROM deliveries d JOIN applications a ON a.id = d.application_id JOIN status_changes c ON c.id = d.status_change_id
  WHERE d.organisation_id = $1 AND ((d.state IN ('REFUSED', 'FAILED')
      AND (coalesce(d.fault NOT LIKE 'AnswerWithoutOrder:%', true) OR d.settled_at < app_now() - interval '60 seconds')) OR d.id IN (
    SELECT DISTINCT ON (m.id) e.id FROM messages m JOIN deliveries e ON e.message_id = m.id AND e.state = 'SENDING'
    WHERE m.organisation_id = $1 AND m.state = 'PREPARED' AND m.next_attempt_at > app_now() + interval '90 seconds' AND m.lease_token IS NULL))
  ORDER BY d.id LIMIT 50`

function choose(row: Stopped): Remedy | 'skip' {
  const may = remedies(row).filter(
    (one) =>
      ['resend', 'skip', 'impossible', 'continue'].includes(one) || (one === 'chooseStatus' && !row.planted),
  )
  const tired = row.attempt > 3 ? may.filter((one) => one !== 'resend' && one !== 'chooseStatus') : may
  return pick(random, tired.length > 0 ? tired : ['skip'])
}

async function decide(clerk: Clerk, login: string, row: Stopped): Promise<void> {
  const { session } = clerk
  const input = { deliveryId: row.id, reason: 'chaos' }
  if (row.state === 'SENDING') return void (await resendDelivery(session, input))
  const remedy = choose(row)
  if (remedy === 'chooseStatus') {
    const [status, date] = [pick(random, statuses), row.at.toISOString()]
    const { applicationId: id, orderNumber } = row
    await perform(
      clerk,
      say({ login, key: crypto.randomUUID(), id, orderNumber, status, date, insteadOf: row.id }),
    )
  } else if (remedy === 'resend') {
    await resendDelivery(session, input)
    write({ ack: { what: 'resent', delivery: row.id } })
  } else if (remedy === 'impossible') {
    await declareImpossible(session, input)
    write({ ack: { what: 'impossible', delivery: row.id } })
  } else {
    await skipDelivery(session, input)
    write({ ack: { what: 'skipped', delivery: row.id } })
  }
}

async function watch(login: string): Promise<void> {
  const clerk = await opened(login)
  const owner = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 })
  owner.on('error', () => {})
  while (!over) {
    await wait(1000)
    const { rows } = await owner
      .query<Stopped>(waiting, [clerk.session.organisationId])
      .catch(() => ({ rows: [] }))
    for (const row of rows) {
      // Of two who decide one is told so, and an answer that did not come is asked for again at the next look.
      await decide(clerk, login, row).catch((error: unknown) => {
        if (error instanceof Refusal && error.code !== 'CONFLICT' && error.code !== 'UNAVAILABLE')
          write({ failed: error.message, about: `decision on ${row.id}` })
      })
      if (over) break
    }
  }
  await owner.end()
}

/** What the one before was killed in the middle of. */
async function finishOpen(): Promise<void> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const read = lines.map((line) => JSON.parse(line) as Line)
  const answered = new Set(read.flatMap((line) => ('ack' in line && 'key' in line.ack ? [line.ack.key] : [])))
  for (const line of read)
    if ('intent' in line && !answered.has(line.intent.key))
      await perform(await opened(line.intent.login), line.intent)
}

process.stdout.write('clerk ready\n')
await finishOpen()
await Promise.all([...saving.map(save), ...deciding.map(watch)])
await disconnect()
process.exit(0)

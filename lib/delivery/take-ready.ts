import { now } from '@/lib/core/clock'
import { columnKeys } from '@/lib/core/column-keys'
import { asWorker, Prisma, workerSql } from '@/lib/core/db'
import type { DeliveryKind, SmevDriver } from '@/lib/core/generated/prisma/enums'
import { log, trace } from '@/lib/core/logger'
import { openResult } from '@/lib/core/sealed-columns'
import { usualDriver } from './drivers'
import { Facts } from './facts'
import { tellUnsigned } from './tell-unsigned'
import { raiseAlarm } from './raise-alarm'
import { LEASE_SECONDS } from './leases'
import { hasFiles } from './message-files'
import { putAside, type Claimed } from './send-messages'

type Ready = {
  id: string
  organisation_id: string
  kind: DeliveryKind
  driver: SmevDriver
  facts: Prisma.JsonValue
  ready_at: Date
  /** Null: it waits as it is, and its facts are not given. */
  message_id: string | null
  lease_token: string | null
}
type Refusal = { fault: string; text: string }
type Limits = {
  /** What may be sent by now. */
  drivers: SmevDriver[]
  /** Of these, whose store takes files now. */
  storing: SmevDriver[]
  perMessage: number
  newMessageId: () => string
  /** Why nothing goes by this driver now. */
  refuses: (driver: SmevDriver) => Refusal | undefined
  signingProblem?: string
  /** Where leases stand that are renewed. */
  held?: Map<string, Claimed>
}

const TRIES = 20 // where all that was found may not leave
const MESSAGES = 24 // at most are made at once
const TAKEN = 16 // changes at once, or two messages when these hold more
const MARGIN = 2000 // ms: a transaction that made a change ready may commit so much later and is seen at once
const WHOLE_EVERY = 10_000 // ms; what committed later still is seen then

/**
 * Turns changes whose turn has come into messages under a lease: whole organisations in turn, so that a large one keeps none
 * waiting, and of each what there is, up to a message. The attempt is counted and the id stored before any work on
 * them (decision 4, faults F1, F21).
 *
 * A place in the index that was emptied is not looked at again while a transaction elsewhere keeps the database from
 * forgetting it (fault F22): each organisation is read from its last ready change on, and whole every ten seconds.
 */
export function openQueue(limits: Omit<Limits, 'drivers' | 'storing' | 'signingProblem'>) {
  const from = new Map<string, Date>()
  let [last, wholeAt] = ['00000000-0000-0000-0000-000000000000', performance.now()]
  return async (drivers: SmevDriver[], storing = drivers, signingProblem?: string): Promise<Made[]> => {
    if (performance.now() - wholeAt > WHOLE_EVERY) {
      from.clear()
      wholeAt = performance.now()
    }
    if (signingProblem !== undefined) await asWorker((tx) => tellUnsigned(tx, signingProblem))
    const closed = new Map(
      drivers.flatMap((driver) => {
        const why = limits.refuses(driver)
        return why ? [[driver, why] as const] : []
      }),
    )
    for (let tries = 0; tries < TRIES; tries++) {
      const ready = await take({ ...limits, drivers, storing, signingProblem }, closed, from, last)
      const made = messagesOf(ready, storing)
      for (const message of made) limits.held?.set(message.leaseToken, message)
      await tellClosed(ready, closed)
      const withoutMessage = ready.filter(({ message_id: id, driver }) => !id && !closed.has(driver))
      const lookedAtAgain = new Set(withoutMessage.map((row) => row.organisation_id))
      // Beside a store that takes nothing now, or a key that cannot be read, what has files was passed over and is looked for again.
      const passedOver = storing.length < drivers.length || signingProblem !== undefined
      for (const { organisation_id: id, ready_at: at } of passedOver ? [] : ready) {
        const seen = new Date(at.getTime() - MARGIN)
        if (seen > (from.get(id) ?? 0) && !lookedAtAgain.has(id)) from.set(id, seen)
      }
      // The next look goes on after the last that got a message.
      last = (ready.findLast((row) => row.message_id) ?? ready.at(-1))?.organisation_id ?? last
      const messages = await readable(made)
      for (const { leaseToken } of made.filter(({ changes }) => changes.length === 0))
        limits.held?.delete(leaseToken)
      if (messages.length > 0 || ready.length === 0) return messages
    }
    return []
  }
}

type Closed = ReadonlyMap<SmevDriver, Refusal>

async function take(
  limits: Limits,
  closed: Closed,
  from: ReadonlyMap<string, Date>,
  last: string,
): Promise<Ready[]> {
  const { drivers, storing, perMessage, newMessageId, signingProblem } = limits
  const most = Math.max(TAKEN, 2 * perMessage)
  const ready = await workerSql<Ready>(Prisma.sql`
    SELECT * FROM take_messages(${[...from.keys()]}::uuid[], ${[...from.values()]}::timestamptz[], ${last}::uuid, ${perMessage}::int,
      ${most}::int, ${usualDriver()}::smev_driver, ${drivers}::smev_driver[], ${[...closed.keys()]}::smev_driver[], ${signingProblem !== undefined},
      ${storing}::smev_driver[], ${Array.from({ length: MESSAGES }, newMessageId)}::uuid[],
      ${Array.from({ length: MESSAGES }, () => crypto.randomUUID())}::uuid[], ${LEASE_SECONDS} * interval '1 second', ${now()})`)
  return columnKeys().length > 0 ? (openResult(ready) as Ready[]) : ready
}

/** Nothing is wrong with what waits for these: it goes by itself once an administrator has mended what is. */
async function tellClosed(ready: Ready[], closed: Closed): Promise<void> {
  for (const [driver, { fault, text }] of closed)
    if (ready.some((row) => row.driver === driver))
      await asWorker((tx) => raiseAlarm(tx, 'send.stop', fault, text)).catch((error: unknown) =>
        log.error('alarm.failed', trace(error)),
      )
}

/** `unread`: what it carried besides, and cannot be read. */
export type Made = Claimed & { unread: { id: string; errors: string[] }[] }

function messagesOf(ready: Ready[], storing: SmevDriver[]): Made[] {
  const messages = new Map<string, Made>()
  for (const row of ready) {
    const { message_id: id, lease_token: leaseToken, organisation_id: organisationId, kind, driver } = row
    if (!id || !leaseToken) continue
    const made = {
      id,
      organisationId,
      driver,
      kind,
      leaseToken,
      attempts: 1,
      mayBeTaken: false,
      lastFault: null,
      sealed: null,
    }
    const message = messages.get(id) ?? { ...made, changes: [], toStore: false, unread: [] }
    messages.set(id, message)
    const facts = Facts.safeParse(row.facts)
    if (!facts.success) {
      const errors = facts.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`)
      message.unread.push({ id: row.id, errors })
      continue
    }
    const change = { id: row.id, facts: facts.data }
    message.changes.push(change)
    message.toStore ||= hasFiles(change) && storing.includes(driver)
  }
  return [...messages.values()]
}

/** Those whose facts cannot be read fail alone; the others go. */
async function readable(messages: Made[]): Promise<Made[]> {
  for (const message of messages) if (message.unread.length > 0) await putAside(message, message.unread)
  return messages.filter(({ changes }) => changes.length > 0)
}

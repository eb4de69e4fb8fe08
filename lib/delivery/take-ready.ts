import { now } from '@/lib/core/clock'
import { asWorker, type Prisma, type Tx } from '@/lib/core/db'
import type { DeliveryKind, SmevDriver } from '@/lib/core/generated/prisma/enums'
import { usualDriver } from './drivers'
import { failOwn } from './fail-own'
import { Facts } from './facts'
import { tellUnsigned } from './tell-unsigned'
import { raiseAlarm } from './raise-alarm'
import { LEASE_SECONDS } from './leases'
import { hasFiles, type Change } from './message-files'
import type { Claimed } from './send-messages'

type Ready = {
  id: string
  organisation_id: string
  kind: DeliveryKind
  driver: SmevDriver
  /** Of the message that carried it before. */
  before: SmevDriver | null
  facts: Prisma.JsonValue
  ready_at: Date
}
type Leaving = Ready & { change: Change }
type Limits = {
  /** What may be sent by now. */
  drivers: SmevDriver[]
  /** Of these, whose store takes files now. */
  storing: SmevDriver[]
  perMessage: number
  newMessageId: () => string
  /** Why nothing goes by this driver now. */
  refuses: (driver: SmevDriver) => { fault: string; text: string } | undefined
  signingProblem?: string
}

const TRIES = 20 // where all that was found may not leave
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
  return async (drivers: SmevDriver[], storing = drivers, signingProblem?: string): Promise<Claimed[]> => {
    if (performance.now() - wholeAt > WHOLE_EVERY) {
      from.clear()
      wholeAt = performance.now()
    }
    for (let tries = 0; tries < TRIES; tries++) {
      const { ready, messages } = await take({ ...limits, drivers, storing, signingProblem }, from, last)
      // Beside a store that takes nothing now, what has files was passed over and is looked for again.
      for (const { organisation_id: id, ready_at: at } of storing.length < drivers.length ? [] : ready) {
        const seen = new Date(at.getTime() - MARGIN)
        if (seen > (from.get(id) ?? 0)) from.set(id, seen)
      }
      last = ready.at(-1)?.organisation_id ?? last
      if (messages.length > 0 || ready.length === 0) return messages
    }
    return []
  }
}

async function take(limits: Limits, from: ReadonlyMap<string, Date>, last: string) {
  const { drivers, storing, perMessage, refuses, signingProblem } = limits
  return asWorker(async (tx) => {
    if (signingProblem !== undefined) await tellUnsigned(tx, signingProblem)
    const ready = await tx.$queryRaw<Ready[]>`
      SELECT * FROM take_ready(${[...from.keys()]}::uuid[], ${[...from.values()]}::timestamptz[], ${last}::uuid, ${perMessage}::int,
        ${Math.max(TAKEN, 2 * perMessage)}::int, ${usualDriver()}::smev_driver, ${drivers}::smev_driver[], ${signingProblem !== undefined}, ${storing}::smev_driver[])`
    const leaving = await readable(tx, await leavable(tx, ready, refuses))
    const messages = batches(leaving, limits)
    if (messages.length > 0) await store(tx, messages)
    await storeFilesAnew(tx, leaving)
    return { ready, messages }
  })
}

/** Nothing is wrong with the others: they wait as they are until an administrator has mended what is. */
async function leavable(tx: Tx, ready: Ready[], refuses: Limits['refuses']): Promise<Ready[]> {
  for (const driver of new Set(ready.map((row) => row.driver))) {
    const why = refuses(driver)
    if (why) await raiseAlarm(tx, 'send.stop', why.fault, why.text)
  }
  return ready.filter(({ driver }) => !refuses(driver))
}

/** Those whose facts can be read; the others fail alone. */
async function readable(tx: Tx, ready: Ready[]): Promise<Leaving[]> {
  return (
    await Promise.all(
      ready.map(async (row) => {
        const facts = Facts.safeParse(row.facts)
        if (facts.success) return [{ ...row, change: { id: row.id, facts: facts.data } }]
        const errors = facts.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`)
        await failOwn(tx, row.id, errors)
        return []
      }),
    )
  ).flat()
}

/** Those with files in messages of their own: what holds up a file holds up no other change. */
function batches(leaving: Leaving[], { perMessage, newMessageId, storing }: Limits): Claimed[] {
  const messages: Claimed[] = []
  const open = new Map<string, Claimed>()
  for (const { organisation_id: organisationId, driver, kind, change } of leaving) {
    const key = [organisationId, driver, kind, change.facts.environment, hasFiles(change)].join()
    const last = open.get(key)
    if (last && last.changes.length < perMessage) {
      last.changes.push(change)
      continue
    }
    const message = {
      id: newMessageId(),
      organisationId,
      driver,
      kind,
      leaseToken: crypto.randomUUID(),
      attempts: 1,
      mayBeTaken: false,
      sealed: null,
      changes: [change],
      toStore: hasFiles(change) && storing.includes(driver),
    }
    open.set(key, message)
    messages.push(message)
  }
  return messages
}

async function store(tx: Tx, messages: Claimed[]): Promise<void> {
  const carried = messages.flatMap(({ id, changes }) => changes.map((change) => [change.id, id] as const))
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO messages (id, organisation_id, kind, driver, attempts, lease_token, lease_until, next_attempt_at, created_at)
      SELECT m.id, m.organisation_id, m.kind::delivery_kind, m.driver::smev_driver, 1, m.token,
        app_now() + ${LEASE_SECONDS} * interval '1 second', app_now(), ${now()}
      FROM unnest(${messages.map(({ id }) => id)}::uuid[], ${messages.map((one) => one.organisationId)}::uuid[],
        ${messages.map(({ kind }) => kind)}::text[], ${messages.map(({ driver }) => driver)}::text[],
        ${messages.map(({ leaseToken }) => leaseToken)}::uuid[]) AS m (id, organisation_id, kind, driver, token))
    UPDATE deliveries d SET state = 'SENDING', message_id = c.message_id
    FROM unnest(${carried.map(([id]) => id)}::uuid[], ${carried.map(([, message]) => message)}::uuid[]) AS c (id, message_id)
    WHERE d.id = c.id`
}

/** Files that another driver has put into its store are not in this one's. */
async function storeFilesAnew(tx: Tx, leaving: Leaving[]): Promise<void> {
  const files = leaving
    .filter(({ before, driver }) => before !== null && before !== driver)
    .flatMap(({ change }) => change.facts.status.attachments.map((file) => file.fileId))
  if (files.length > 0) await tx.file.updateMany({ where: { id: { in: files } }, data: { storedAt: null } })
}

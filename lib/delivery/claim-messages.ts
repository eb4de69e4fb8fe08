import { asWorker, Prisma, workerSql, type Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { log, trace } from '@/lib/core/logger'
import { driverOf, drivers } from './drivers'
import { failOwn } from './fail-own'
import { Facts } from './facts'
import { ownFault, WORKER_DIED } from './labels'
import { isPatient, LEASE_SECONDS } from './leases'
import { lockApplicationsOf } from './lock-application'
import { hasFiles } from './message-files'
import { raiseAlarm } from './raise-alarm'
import { requeue } from './requeue'
import { carriedBy, endRefused, isMine, LONGEST_DELAY, retryDelay, type Claimed } from './send-messages'
import { freeSplit, splitRefused } from './split-message'

const AGAIN_IN = 10 // seconds
const UNREAD = 'the facts cannot be read'
const DEATHS = 4 // of workers in a row: then its changes are parted, a lone one is put aside, and what may have left waits

/**
 * Takes messages that are due again. The attempt is counted before the work, so that one that kills its worker is seen
 * (fault F21); the lease ends by the database's clock, so that a dead worker's messages go on (fault F1).
 */
export async function claimMessages(
  limit: number,
  newMessageId: () => string,
  by: readonly SmevDriver[] = drivers,
  storing = by,
): Promise<Claimed[]> {
  const leaseToken = crypto.randomUUID()
  // Nobody waits for a transaction when there is nothing: most of the time there is not.
  const [due] = await workerSql<{ id: string }>(
    Prisma.sql`SELECT id FROM messages WHERE ${isDue(by, storing)} LIMIT 1`,
  )
  if (!due) return []
  const found = await asWorker(async (tx) => {
    // MATERIALIZED: a plan that reads «due» anew for each row would go past those it has taken, and past the limit.
    const rows = await tx.$queryRaw<Due[]>`
      WITH due AS MATERIALIZED (
        SELECT d.id, d.may_be_taken, ${driverOf()} AS wanted
        FROM (SELECT * FROM messages WHERE ${isDue(by, storing)} ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) d
        JOIN organisations o ON o.id = d.organisation_id)
      UPDATE messages m SET attempts = m.attempts + 1, lease_token = ${leaseToken}::uuid,
        deaths = CASE WHEN m.lease_token IS NULL THEN 0 ELSE least(m.deaths + 1, 32767) END, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second',
        may_be_taken = m.may_be_taken OR m.envelope_id IS NOT NULL
      FROM due WHERE m.id = due.id
      RETURNING m.id, m.attempts, m.deaths, m.driver, due.wanted, due.may_be_taken AS "mayBeTaken", m.last_fault AS "lastFault"`
    const messages: Found[] = []
    for (const row of rows) messages.push(await read(tx, row))
    return messages
  })
  const claimed: Claimed[] = []
  let ended = 0
  for (const one of found) {
    const end = endOf(one, newMessageId)
    if (end) ended += Number(await endAlone({ ...one, leaseToken }, end))
    else
      claimed.push({
        id: one.id,
        organisationId: one.organisationId,
        kind: one.kind,
        driver: one.driver,
        leaseToken,
        attempts: one.attempts,
        mayBeTaken: one.mayBeTaken,
        lastFault: one.lastFault,
        sealed: one.sealed,
        changes: one.changes,
        toStore: storing.includes(one.driver) && one.changes.some(hasFiles),
      })
  }
  // What was due and may not go as it is has made room for others, or for its own parts.
  return ended > 0 && claimed.length === 0 ? claimMessages(limit, newMessageId, by, storing) : claimed
}

/** Whether files wait is asked of each message by itself: EXISTS under OR is answered by reading all deliveries first. */
const isDue = (by: readonly SmevDriver[], storing: readonly SmevDriver[]) =>
  Prisma.sql`driver = ANY (${[...by]}::smev_driver[]) AND state = 'PREPARED' AND next_attempt_at <= app_now()
    AND (lease_until IS NULL OR (lease_until < app_now() AND NOT ${isPatient()}))
    AND (driver = ANY (${[...storing]}::smev_driver[]) OR NOT coalesce((SELECT true FROM deliveries d
      WHERE d.message_id = messages.id AND d.state::text = 'SENDING' AND has_unstored_file(d.facts) LIMIT 1), false))`

type Due = {
  id: string
  attempts: number
  deaths: number
  driver: SmevDriver
  wanted: SmevDriver
  mayBeTaken: boolean
  lastFault: string | null
}
/** `unread`: changes whose facts cannot be read. */
type Found = Due & Pick<Claimed, 'organisationId' | 'kind' | 'sealed' | 'changes'> & { unread: string[] }

async function read(tx: Tx, row: Due): Promise<Found> {
  const { envelope, deliveries, organisationId, kind } = await tx.message.findUniqueOrThrow({
    where: { id: row.id },
    select: {
      organisationId: true,
      kind: true,
      envelope: { select: { body: true } },
      deliveries: { where: { state: 'SENDING' }, select: { id: true, facts: true } },
    },
  })
  const found: Found = {
    ...row,
    organisationId,
    kind,
    sealed: envelope?.body ?? null,
    changes: [],
    unread: [],
  }
  for (const { id, facts: given } of deliveries) {
    const facts = Facts.safeParse(given)
    if (facts.success) found.changes.push({ id, facts: facts.data })
    else found.unread.push(id)
  }
  return found
}

type End = (tx: Tx) => Promise<unknown>

/** How a message ends that may not go as it is. */
function endOf(message: Found, newMessageId: () => string): End | undefined {
  const { id, driver, wanted, deaths, unread } = message
  if (driver !== wanted && !message.mayBeTaken)
    // The organisation has another driver by now, and nobody can have this message: its changes go by the new one.
    return async (tx) => {
      await endRefused(tx, id, `DriverChanged: ${driver} → ${wanted}`)
      await requeue(tx, id, await carriedBy(tx, id), { verdict: 'driver', fault: null })
      await freeSplit(tx, id)
    }
  // What may have been taken goes under its own id, with its bytes or not at all.
  if (unread.length > 0 && !message.sealed)
    return async (tx) => {
      if (message.mayBeTaken) {
        await raiseAlarm(tx, 'send.ask', 'OwnCheck', UNREAD)
        return wait(tx, id, `OwnCheck: ${UNREAD}`)
      }
      for (const one of unread) await failOwn(tx, one, [UNREAD])
      await endRefused(tx, id, `OwnCheck: ${UNREAD}`)
      await requeue(tx, id, await carriedBy(tx, id), { verdict: 'fix', fault: `OwnCheck: ${UNREAD}` })
      await freeSplit(tx, id)
    }
  if (deaths < DEATHS) return undefined
  return async (tx) => {
    const fault = `${WORKER_DIED}: ${deaths} workers ended while this was ${message.sealed ? 'sent' : 'prepared'}`
    await raiseAlarm(tx, 'send.poison', id, fault)
    if (message.sealed) return wait(tx, id, fault, retryDelay(message.attempts))
    if (message.mayBeTaken) return wait(tx, id, fault)
    await endRefused(tx, id, fault)
    await splitRefused(tx, id, fault, newMessageId)
  }
}

/** As it is, for ten minutes at a time. */
const wait = (tx: Tx, id: string, fault: string, seconds = LONGEST_DELAY): Promise<unknown> =>
  tx.$executeRaw`
    UPDATE messages SET lease_token = NULL, lease_until = NULL, last_fault = ${fault}, next_attempt_at = app_now() + ${seconds} * interval '1 second'
    WHERE id = ${id}::uuid`

/**
 * In a transaction that takes the applications before the message, as every other does. False: it could not be done now, and is tried
 * again after a while.
 */
const endAlone = async (
  message: Pick<Claimed, 'id' | 'leaseToken' | 'lastFault'>,
  end: End,
): Promise<boolean> => {
  const alone = (work: End) =>
    asWorker(async (tx) => {
      await tx.$executeRaw`SET LOCAL lock_timeout = '2s'` // less than a lease
      await work(tx)
    })
  try {
    await alone(async (tx) => {
      await lockApplicationsOf(tx, message.id)
      if (await isMine(tx, message)) await end(tx)
    })
    return true
  } catch (error) {
    log.error('message.notEnded', { messageId: message.id, ...trace(error) })
    const text = error instanceof Error ? error.name : 'unknown'
    await alone(async (tx) => {
      if (await isMine(tx, message))
        await wait(tx, message.id, `${ownFault(message.lastFault)}: ${text}`, AGAIN_IN)
    })
    return false
  }
}

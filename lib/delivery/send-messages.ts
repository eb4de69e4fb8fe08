import { asWorker, Prisma, workerSql, type Tx } from '@/lib/core/db'
import { now } from '@/lib/core/clock'
import type { DeliveryKind, SmevDriver } from '@/lib/core/generated/prisma/enums'
import { sealBytes } from '@/lib/core/seal-value'
import { maskNumbers } from '@/lib/core/text'
import { driverOf, drivers } from './drivers'
import { failOwn } from './fail-own'
import { Facts } from './facts'
import { sha256Of } from './keep-envelope'
import { envelopeIn, keepReply } from './keep-reply'
import { FILE_IS_MISSING } from './labels'
import { isPatient, LEASE_SECONDS } from './leases'
import { lockApplicationsOf } from './lock-application'
import { hasFiles, type Change, type ToUpload } from './message-files'
import { raiseAlarm } from './raise-alarm'
import { countRefusedIds, requeue } from './requeue'
import { NOT_WRITTEN } from './sent-journal'
import { freeSplit, splitRefused } from './split-message'

export type SendVerdict = 'taken' | 'retry' | 'newId' | 'fix' | 'stop' | 'ask' | 'ignore'
/** `untaken`: this attempt ended with a proof that nobody has the message; `raw`: what came back, as it came. */
export type SendOutcome = {
  verdict: SendVerdict
  fault?: string
  text?: string
  untaken?: boolean
  raw?: Uint8Array
}
export type Claimed = {
  id: string
  organisationId: string
  driver: SmevDriver
  kind: DeliveryKind
  leaseToken: string
  attempts: number
  /** Whether an attempt before this one may have been taken. */
  mayBeTaken: boolean
  /** Why it did not leave the last time. */
  lastFault: string | null
  /** The bytes that have left, or were about to, and stand in the log; null: none were made yet. */
  sealed: Uint8Array | null
  changes: Change[]
  /** Whether the store may have to take a file of it first. */
  toStore: boolean
}

const LONGEST_DELAY = 600
const BACK_IN = 300 // seconds
const NEW_IDS = 3 // in a row: then a person must look
const DEATHS = 4 // of workers in a row, before any bytes were made: then its changes are parted, and a lone one is put aside

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
        deaths = CASE WHEN m.lease_token IS NULL THEN 0 ELSE m.deaths + 1 END, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second',
        may_be_taken = m.may_be_taken OR m.envelope_id IS NOT NULL
      FROM due WHERE m.id = due.id
      RETURNING m.id, m.attempts, m.deaths, m.driver, due.wanted, due.may_be_taken AS "mayBeTaken", m.last_fault AS "lastFault"`
    const claimed: Claimed[] = []
    for (const row of rows) {
      if (row.driver !== row.wanted && !row.mayBeTaken) await makeAnew(tx, row)
      else {
        const message = await read(tx, row, newMessageId)
        const toStore = storing.includes(row.driver) && message?.changes.some(hasFiles) === true
        if (message) claimed.push({ ...message, leaseToken, toStore })
      }
    }
    return { claimed, due: rows.length }
  })
  // What was due and may not go as it is has made room for others, or for its own parts.
  return found.due > 0 && found.claimed.length === 0
    ? claimMessages(limit, newMessageId, by, storing)
    : found.claimed
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

async function read(
  tx: Tx,
  row: Due,
  newMessageId: () => string,
): Promise<Omit<Claimed, 'leaseToken' | 'toStore'> | undefined> {
  const { envelope, deliveries, organisationId, kind } = await tx.message.findUniqueOrThrow({
    where: { id: row.id },
    select: {
      organisationId: true,
      kind: true,
      envelope: { select: { body: true } },
      deliveries: { where: { state: 'SENDING' }, select: { id: true, facts: true } },
    },
  })
  const changes = deliveries.map(({ id, facts }) => ({ id, facts: Facts.safeParse(facts) }))
  const bad = changes.filter(({ facts }) => !facts.success)
  if (bad.length > 0) {
    const fault = 'OwnCheck: the facts cannot be read'
    for (const { id } of bad) await failOwn(tx, id, ['the facts cannot be read'])
    await endRefused(tx, row.id, fault)
    await requeue(tx, row.id, await carriedBy(tx, row.id), { verdict: 'fix', fault })
    return undefined
  }
  if (!envelope && row.deaths >= DEATHS) {
    const fault = `WorkerDied: ${row.deaths} workers ended while this was prepared`
    await raiseAlarm(tx, 'send.poison', row.id, fault)
    await endRefused(tx, row.id, fault)
    await splitRefused(tx, row.id, fault, newMessageId)
    return undefined
  }
  return {
    id: row.id,
    organisationId,
    kind,
    driver: row.driver,
    attempts: row.attempts,
    mayBeTaken: row.mayBeTaken,
    lastFault: row.lastFault,
    sealed: envelope?.body ?? null,
    changes: changes.flatMap(({ id, facts }) => (facts.success ? [{ id, facts: facts.data }] : [])),
  }
}

const endRefused = (tx: Tx, id: string, fault: string) =>
  tx.message.update({
    where: { id },
    data: { state: 'REFUSED', lastFault: fault, leaseToken: null, leaseUntil: null },
    select: { id: true },
  })

/** The organisation has another driver by now, and nobody can have this message: its changes go by the new one. */
async function makeAnew(tx: Tx, { id, driver, wanted }: Due): Promise<void> {
  await endRefused(tx, id, `DriverChanged: ${driver} → ${wanted}`)
  await requeue(tx, id, await carriedBy(tx, id), { verdict: 'driver', fault: null })
  await freeSplit(tx, id)
}

/** Seconds to the next attempt: 5, 10, 20 … 10 minutes, without end (decision 5; decisions, «Retry in its first form»). */
export const retryDelay = (attempts: number): number =>
  Math.min(LONGEST_DELAY, 5 * 2 ** Math.min(attempts - 1, 10))

/** Those that our own check does not let out leave the message, which goes without them; nothing of it has left yet. */
export const putAside = (message: Claimed, bad: { id: string; errors: string[] }[]): Promise<void> =>
  asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    if (!(await isMine(tx, message))) return
    for (const { id, errors } of bad) await failOwn(tx, id, errors)
    if ((await carriedBy(tx, message.id)).length === 0) await endRefused(tx, message.id, 'OwnCheck')
  })

/**
 * Those whose file is not on the disk leave the message and wait a while: what was not mounted comes back, an administrator may
 * bring the file, and nobody else waits for it. Nothing of the message has left yet.
 */
export const leaveOut = (message: Claimed, missing: ToUpload[]): Promise<void> =>
  asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    if (!(await isMine(tx, message))) return
    const ids = [...new Set(missing.map(({ changeId }) => changeId))]
    const fault = `${FILE_IS_MISSING}: ${missing.map(({ file }) => file.fileId).join(', ')}`.slice(0, 2000)
    await raiseAlarm(tx, 'files.missing', FILE_IS_MISSING, fault)
    await tx.$executeRaw`
      UPDATE deliveries SET state = 'QUEUED', fault = ${fault}, not_before = app_now() + ${BACK_IN} * interval '1 second'
      WHERE id = ANY (${ids}::uuid[]) AND state = 'SENDING'`
    if (ids.length < message.changes.length) return
    await endRefused(tx, message.id, fault)
    await freeSplit(tx, message.id)
  })

const isMine = async (tx: Tx, { id, leaseToken }: Claimed): Promise<boolean> =>
  (
    await tx.$queryRaw<{ id: string }[]>`SELECT id FROM messages
      WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid AND state = 'PREPARED' FOR NO KEY UPDATE`
  ).length > 0

/**
 * Writes what became of a send. Only the holder of the lease may: a worker that woke up late changes nothing (fault F25).
 */
export async function settleSend(
  message: Claimed,
  outcome: SendOutcome,
  newMessageId: () => string,
): Promise<void> {
  if (outcome.verdict === 'taken') return settleTaken(message, outcome)
  const fault = outcome.fault
    ? maskNumbers(`${outcome.fault}${outcome.text ? `: ${outcome.text}` : ''}`).slice(0, 2000)
    : null
  await asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    await keepReply(tx, message.id, outcome)
    const mine = { id: message.id, leaseToken: message.leaseToken, state: 'PREPARED' as const }
    const untaken = outcome.untaken === true && !message.mayBeTaken
    const refused = { leaseToken: null, leaseUntil: null, lastFault: fault, state: 'REFUSED' as const }
    switch (outcome.verdict) {
      case 'newId': {
        // The fault proves that this id was not taken: the changes go on under another, the old bytes stay beside it.
        const { count } = await tx.message.updateMany({ where: mine, data: refused })
        if (count) await goOnUnderNewId(tx, message.id, fault, outcome)
        return
      }
      case 'fix': {
        const { count } = await tx.message.updateMany({ where: mine, data: refused })
        if (count) await splitRefused(tx, message.id, fault, newMessageId)
        return
      }
      default: {
        // «stop» and «ask» are an administrator's: nothing is lost meanwhile, and it goes on by itself once mended.
        const hopeless = outcome.verdict === 'stop' || outcome.verdict === 'ask'
        if (hopeless)
          await raiseAlarm(tx, `send.${outcome.verdict}`, outcome.fault ?? 'unknown', outcome.text ?? '')
        const isRare = hopeless && outcome.fault !== NOT_WRITTEN // a disk has space again, and nobody says so
        const delay = isRare ? LONGEST_DELAY : retryDelay(message.attempts)
        await tx.$executeRaw`
          UPDATE messages SET lease_token = NULL, lease_until = NULL, last_fault = ${fault},
            may_be_taken = may_be_taken AND NOT ${untaken}, next_attempt_at = app_now() + ${delay} * interval '1 second'
          WHERE id = ${message.id}::uuid AND lease_token = ${message.leaseToken}::uuid AND state = 'PREPARED'`
      }
    }
  })
}

/** «Отправлено» with СМЭВ's receipt beside it: said once, by the message, for all its changes. */
async function settleTaken({ id, leaseToken }: Claimed, outcome: SendOutcome): Promise<void> {
  const body = envelopeIn(outcome)
  const at = now()
  await workerSql(Prisma.sql`
    WITH receipt AS (
      INSERT INTO envelopes (direction, operation, driver, original_message_id, organisation_id, body, sha256, created_at, processed_at, acked_at)
      SELECT 'IN', 'SendRequest', driver, id::text, organisation_id, v.body, v.sha256, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
      FROM messages, (VALUES (${body ? sealBytes('envelopes/body', body) : null}::bytea, ${body ? sha256Of(body) : null}::bytea)) v (body, sha256)
      WHERE id = ${id}::uuid AND v.body IS NOT NULL)
    UPDATE messages SET state = 'SENT', sent_at = ${at}, lease_token = NULL, lease_until = NULL, last_fault = NULL
    WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid AND state = 'PREPARED'`)
}

/**
 * After a while, and longer each time: a clock that is wrong refuses every id, and its administrator must know; at once of
 * what only he can mend («stop»).
 */
export async function goOnUnderNewId(
  tx: Tx,
  id: string,
  fault: string | null,
  outcome: SendOutcome,
): Promise<void> {
  const carried = await carriedBy(tx, id)
  const times = (await countRefusedIds(tx, carried)) + 1
  const told = outcome.verdict === 'stop' ? 'send.stop' : times >= NEW_IDS ? 'send.newId' : undefined
  if (told) await raiseAlarm(tx, told, outcome.fault ?? 'unknown', outcome.text ?? '')
  const delaySeconds = told ? LONGEST_DELAY : retryDelay(times)
  await requeue(tx, id, carried, { verdict: 'newId', fault, delaySeconds })
  await freeSplit(tx, id)
}

const carriedBy = (tx: Tx, messageId: string) =>
  tx.delivery.findMany({ where: { messageId, state: 'SENDING' }, select: { id: true, organisationId: true } })

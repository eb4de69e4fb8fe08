import { asWorker, type Tx } from '@/lib/core/db'
import { now } from '@/lib/core/clock'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { maskNumbers } from '@/lib/core/text'
import { driverOf } from './drivers'
import { Facts } from './facts'
import { keepReply } from './keep-reply'
import { lockApplicationsOf } from './lock-application'
import { raiseAlarm } from './raise-alarm'
import { countRefusedIds, requeue } from './requeue'

export type SendVerdict = 'taken' | 'retry' | 'newId' | 'fix' | 'stop' | 'ask' | 'ignore'
/** `untaken`: this attempt ended with a proof that nobody has the message; `raw`: what came back, as it came. */
export type SendOutcome = {
  verdict: SendVerdict
  fault?: string
  text?: string
  untaken?: boolean
  raw?: Uint8Array
}
export type FileToUpload = Facts['status']['attachments'][number]
export type Claimed = {
  id: string
  driver: SmevDriver
  leaseToken: string
  attempts: number
  /** Whether an attempt before this one may have been taken. */
  mayBeTaken: boolean
  bytes: Uint8Array
  /** Whether these bytes have left, or were about to: then they stand in the log. */
  sealed: boolean
  files: FileToUpload[]
}

const LONGEST_DELAY = 600
const NEW_IDS = 3 // in a row: then a person must look
const LEASE_SECONDS = 15 // renewed every 5 seconds as long as the worker lives

/**
 * Takes due messages for this worker. The attempt is counted before the work, so that one that kills its worker is seen
 * (fault F21); the lease ends by the database's clock, so that a dead worker's messages go on (fault F1).
 */
export async function claimMessages(limit: number): Promise<Claimed[]> {
  const leaseToken = crypto.randomUUID()
  return asWorker(async (tx) => {
    // MATERIALIZED: a plan that reads «due» anew for each row would go past those it has taken, and past the limit.
    const rows = await tx.$queryRaw<Due[]>`
      WITH due AS MATERIALIZED (
        SELECT d.id, d.may_be_taken, ${driverOf()} AS wanted FROM messages d JOIN organisations o ON o.id = d.organisation_id
        WHERE d.state = 'PREPARED' AND d.next_attempt_at <= app_now() AND (d.lease_until IS NULL OR d.lease_until < app_now())
        ORDER BY d.next_attempt_at LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED)
      UPDATE messages m SET attempts = m.attempts + 1, lease_token = ${leaseToken}::uuid,
        lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second',
        may_be_taken = m.may_be_taken OR m.envelope_id IS NOT NULL
      FROM due WHERE m.id = due.id
      RETURNING m.id, m.attempts, m.driver, due.wanted, due.may_be_taken AS "mayBeTaken"`
    const claimed: Claimed[] = []
    for (const row of rows) {
      if (row.driver !== row.wanted && !row.mayBeTaken) {
        await makeAnew(tx, row)
        continue
      }
      const message = await tx.message.findUniqueOrThrow({
        where: { id: row.id },
        select: {
          prepared: true,
          envelope: { select: { body: true } },
          deliveries: { select: { id: true, facts: true } },
        },
      })
      const read = message.deliveries.map(({ id, facts }) => ({ id, facts: Facts.safeParse(facts) }))
      const bad = read.filter(({ facts }) => !facts.success).map(({ id }) => id)
      if (bad.length > 0) {
        await setAside(tx, row.id, bad)
        continue
      }
      const attachments = read.flatMap(({ facts }) => facts.data?.status.attachments ?? [])
      const done = await tx.file.findMany({
        where: { id: { in: attachments.map((file) => file.fileId) }, storedAt: { not: null } },
        select: { id: true },
      })
      claimed.push({
        id: row.id,
        driver: row.driver,
        attempts: row.attempts,
        mayBeTaken: row.mayBeTaken,
        leaseToken,
        bytes: message.envelope?.body ?? message.prepared ?? new Uint8Array(),
        sealed: message.envelope !== null,
        files: attachments.filter((file) => !done.some((one) => one.id === file.fileId)),
      })
    }
    return claimed
  })
}

type Due = { id: string; attempts: number; driver: SmevDriver; wanted: SmevDriver; mayBeTaken: boolean }

/** The organisation has another driver by now, and nobody can have this message: its changes go by the new one. */
async function makeAnew(tx: Tx, { id, driver, wanted }: Due): Promise<void> {
  const fault = `DriverChanged: ${driver} → ${wanted}`
  await tx.message.update({
    where: { id },
    data: { state: 'REFUSED', lastFault: fault, leaseToken: null, leaseUntil: null },
    select: { id: true },
  })
  await requeue(tx, id, await carriedBy(tx, id), { verdict: 'driver', fault: null })
}

/** Changes whose facts this version cannot read fail; what was with them in the message goes alone. */
async function setAside(tx: Tx, id: string, bad: string[]): Promise<void> {
  const fault = 'OwnCheck: the facts cannot be read'
  await tx.message.update({
    where: { id },
    data: { state: 'REFUSED', lastFault: fault, leaseToken: null, leaseUntil: null },
    select: { id: true },
  })
  await tx.delivery.updateMany({
    where: { id: { in: bad }, state: 'SENDING' },
    data: { state: 'FAILED', fault, settledAt: now() },
  })
  await requeue(tx, id, await carriedBy(tx, id), { verdict: 'fix', fault, alone: true })
}

/** Prolongs what this worker is still at; what a dead one held is free again within the lease. */
export const renewLeases = (tokens: string[]): Promise<number> =>
  asWorker(
    (
      tx,
    ) => tx.$executeRaw`UPDATE messages SET lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second'
      WHERE state = 'PREPARED' AND lease_token = ANY(${tokens}::uuid[])`,
  )

export const markStored = (fileId: string): Promise<unknown> =>
  asWorker((tx) => tx.file.updateMany({ where: { id: fileId }, data: { storedAt: now() } }))

/** Seconds to the next attempt: 5, 10, 20 … 10 minutes, without end (decision 5; decisions, «Retry in its first form»). */
export const retryDelay = (attempts: number): number =>
  Math.min(LONGEST_DELAY, 5 * 2 ** Math.min(attempts - 1, 10))

/**
 * Writes what became of a send. Only the holder of the lease may: a worker that woke up late changes nothing (fault F25).
 */
export async function settleSend(message: Claimed, outcome: SendOutcome): Promise<void> {
  const fault = outcome.fault
    ? maskNumbers(`${outcome.fault}${outcome.text ? `: ${outcome.text}` : ''}`).slice(0, 2000)
    : null
  await asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    await keepReply(tx, message.id, outcome)
    const mine = { id: message.id, leaseToken: message.leaseToken, state: 'PREPARED' as const }
    const untaken = outcome.untaken === true && !message.mayBeTaken
    const free = { leaseToken: null, leaseUntil: null, lastFault: fault }
    const at = now()
    switch (outcome.verdict) {
      case 'taken': {
        const { count } = await tx.message.updateMany({
          where: mine,
          data: { ...free, state: 'SENT', sentAt: at },
        })
        if (count)
          await tx.delivery.updateMany({
            where: { messageId: message.id, state: 'SENDING' },
            data: { state: 'SENT', sentAt: at, fault: null },
          })
        return
      }
      case 'newId': {
        // The fault proves that this id was not taken: the changes go on under another, the old bytes stay beside it.
        const { count } = await tx.message.updateMany({ where: mine, data: { ...free, state: 'REFUSED' } })
        if (count) await goOnUnderNewId(tx, message.id, fault, outcome)
        return
      }
      case 'fix': {
        const { count } = await tx.message.updateMany({ where: mine, data: { ...free, state: 'REFUSED' } })
        if (count) await failOrGoAlone(tx, message.id, fault)
        return
      }
      default: {
        // «stop» and «ask» are an administrator's: nothing is lost meanwhile, and it goes on by itself once mended.
        const hopeless = outcome.verdict === 'stop' || outcome.verdict === 'ask'
        if (hopeless)
          await raiseAlarm(tx, `send.${outcome.verdict}`, outcome.fault ?? 'unknown', outcome.text ?? '')
        const delay = hopeless ? LONGEST_DELAY : retryDelay(message.attempts)
        await tx.$executeRaw`
          UPDATE messages SET lease_token = NULL, lease_until = NULL, last_fault = ${fault},
            may_be_taken = may_be_taken AND NOT ${untaken}, next_attempt_at = app_now() + ${delay} * interval '1 second'
          WHERE id = ${message.id}::uuid AND lease_token = ${message.leaseToken}::uuid AND state = 'PREPARED'`
      }
    }
  })
}

/** After a while, and longer each time: a clock that is wrong refuses every id, and its administrator must know. */
async function goOnUnderNewId(tx: Tx, id: string, fault: string | null, outcome: SendOutcome): Promise<void> {
  const carried = await carriedBy(tx, id)
  const times = (await countRefusedIds(tx, carried)) + 1
  const often = times >= NEW_IDS
  if (often) await raiseAlarm(tx, 'send.newId', outcome.fault ?? 'unknown', outcome.text ?? '')
  const delaySeconds = often ? LONGEST_DELAY : retryDelay(times)
  await requeue(tx, id, carried, { verdict: 'newId', fault, delaySeconds })
}

/** A message that can never pass fails its change; of several each goes alone, so that only the bad one fails. */
async function failOrGoAlone(tx: Tx, id: string, fault: string | null): Promise<void> {
  const carried = await carriedBy(tx, id)
  if (carried.length > 1) return requeue(tx, id, carried, { verdict: 'fix', fault, alone: true })
  await tx.delivery.updateMany({
    where: { id: { in: carried.map((one) => one.id) } },
    data: { state: 'FAILED', fault, settledAt: now() },
  })
}

const carriedBy = (tx: Tx, messageId: string) =>
  tx.delivery.findMany({ where: { messageId, state: 'SENDING' }, select: { id: true, organisationId: true } })

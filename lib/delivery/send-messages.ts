import { asWorker, Prisma, workerSql, type Tx } from '@/lib/core/db'
import { now } from '@/lib/core/clock'
import type { DeliveryKind, SmevDriver } from '@/lib/core/generated/prisma/enums'
import { sealBytes } from '@/lib/core/seal-value'
import { maskNumbers } from '@/lib/core/text'
import { failOwn } from './fail-own'
import { sha256Of } from './keep-envelope'
import { envelopeIn, keepReply } from './keep-reply'
import { faultName } from './labels'
import { lockApplicationsOf } from './lock-application'
import type { Change } from './message-files'
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

export const LONGEST_DELAY = 600 // seconds
const BACK_IN = 300 // seconds
const NEW_IDS = 3 // in a row: then a person must look

export const endRefused = (tx: Tx, id: string, fault: string) =>
  tx.message.update({
    where: { id },
    data: { state: 'REFUSED', lastFault: fault, leaseToken: null, leaseUntil: null },
    select: { id: true },
  })

/** Seconds to the next attempt: 5, 10, 20 … 10 minutes, without end (decision 5; decisions, «Retry in its first form»). */
export const retryDelay = (attempts: number): number =>
  Math.min(LONGEST_DELAY, 5 * 2 ** Math.min(attempts - 1, 10))

/** Those that our own check does not let out leave the message, which goes without them; nothing of it has left yet. */
export const putAside = (message: Claimed, bad: { id: string; errors: string[] }[]): Promise<void> =>
  asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    if (!(await isMine(tx, message))) return
    for (const { id, errors } of bad) await failOwn(tx, id, errors)
    await freeSplit(tx, message.id) // the one that is looked for may have been among them
    if ((await carriedBy(tx, message.id)).length === 0) await endRefused(tx, message.id, 'OwnCheck')
  })

/**
 * Those that cannot leave now, while the others can, leave the message and wait a while: what was not mounted comes back, an
 * administrator may bring the file, and nobody else waits for it. Nothing of the message has left yet.
 */
export const leaveOut = (
  message: Claimed,
  ids: string[],
  { kind, fault, text }: { kind: string; fault: string; text: string },
): Promise<void> =>
  asWorker(async (tx) => {
    await lockApplicationsOf(tx, message.id)
    if (!(await isMine(tx, message))) return
    const told = `${fault}: ${text}`.slice(0, 2000)
    await raiseAlarm(tx, kind, fault, text)
    await tx.$executeRaw`
      UPDATE deliveries SET state = 'QUEUED', fault = ${told}, not_before = app_now() + ${BACK_IN} * interval '1 second'
      WHERE id = ANY (${ids}::uuid[]) AND state = 'SENDING'`
    await freeSplit(tx, message.id)
    if (ids.length === message.changes.length) await endRefused(tx, message.id, told)
  })

export const isMine = async (
  tx: Tx,
  { id, leaseToken }: Pick<Claimed, 'id' | 'leaseToken'>,
): Promise<boolean> =>
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

/**
 * «Отправлено» with СМЭВ's receipt beside it: said once, by the message, for all its changes. What an administrator was told of it is
 * over by that; where others still meet it, it is raised again.
 */
async function settleTaken({ id, leaseToken, lastFault }: Claimed, outcome: SendOutcome): Promise<void> {
  const body = envelopeIn(outcome)
  const at = now()
  await workerSql(Prisma.sql`
    WITH receipt AS (
      INSERT INTO envelopes (direction, operation, driver, original_message_id, organisation_id, body, sha256, created_at, processed_at, acked_at)
      SELECT 'IN', 'SendRequest', driver, id::text, organisation_id, v.body, v.sha256, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
      FROM messages, (VALUES (${body ? sealBytes('envelopes/body', body) : null}::bytea, ${body ? sha256Of(body) : null}::bytea)) v (body, sha256)
      WHERE id = ${id}::uuid AND v.body IS NOT NULL),
    told AS (
      UPDATE alarms SET resolved_at = ${at}::timestamptz
      WHERE kind IN ('send.stop', 'send.ask') AND subject = ${lastFault && faultName(lastFault)} AND resolved_at IS NULL)
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

export const carriedBy = (tx: Tx, messageId: string) =>
  tx.delivery.findMany({ where: { messageId, state: 'SENDING' }, select: { id: true, organisationId: true } })

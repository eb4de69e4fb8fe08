import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { faultName, WORKER_DIED } from './labels'
import { putBack, recordRefusedIds } from './requeue'
import { tellFailed } from './tell-failed'

type Carried = { id: string; organisationId: string }

const HELD_SECONDS = 600 // at most: then they go by themselves, whatever became of the search

/**
 * A message that can never pass fails its change. Of several one is bad: half of them go in a message of their own, the others
 * wait for what becomes of it, and so on until it stands alone. The innocent go together at the end: one bad of 500 is found
 * by 9 messages after the first, and the rest leave in the eleventh (faults F13, F14).
 */
export async function splitRefused(
  tx: Tx,
  messageId: string,
  fault: string | null,
  newMessageId: () => string,
): Promise<void> {
  const carried = await tx.delivery.findMany({
    where: { messageId, state: 'SENDING' },
    select: { id: true, organisationId: true },
    orderBy: { id: 'asc' },
  })
  await recordRefusedIds(tx, messageId, carried, 'fix')
  const before = await takeSplit(tx, messageId)
  const innocent = [...(before?.free ?? []), ...(before?.rest ?? [])] // the bad one is in this message
  await part(tx, { messageId, carried, innocent, fault, newMessageId, mayBeLast: true })
}

/** The half was taken: the bad one is in the other. */
export async function goOnSplitting(tx: Tx, messageId: string, newMessageId: () => string): Promise<void> {
  const before = await takeSplit(tx, messageId)
  if (!before) return
  // What has left meanwhile by itself is in a message of its own: it may be the bad one, and nothing is known.
  const carried = await tx.$queryRaw<Carried[]>`
    SELECT id, organisation_id AS "organisationId" FROM deliveries
    WHERE id = ANY (${before.rest}::uuid[]) AND state = 'QUEUED' ORDER BY id FOR NO KEY UPDATE`
  if (carried.length < before.rest.length) return free(tx, [...before.rest, ...before.free])
  // Whatever ended the workers may be over: nothing fails that did not end them alone.
  const mayBeLast = faultName(before.fault) !== WORKER_DIED
  await part(tx, { messageId, carried, innocent: before.free, fault: before.fault, newMessageId, mayBeLast })
}

/** Nothing is known any more: all that waited goes. */
export async function freeSplit(tx: Tx, messageId: string): Promise<void> {
  const before = await takeSplit(tx, messageId)
  if (before) await free(tx, [...before.rest, ...before.free])
}

type Search = {
  /** The last message of the search. */
  messageId: string
  /** Among these is the bad one. */
  carried: Carried[]
  innocent: string[]
  /** What was said of the message that all of these were in. */
  fault: string | null
  newMessageId: () => string
  /** Whether one that is left alone is the bad one, or is tried alone first. */
  mayBeLast: boolean
}

async function part(
  tx: Tx,
  { messageId, carried, innocent, fault, newMessageId, mayBeLast }: Search,
): Promise<void> {
  const [first] = carried
  if (!first || (carried.length === 1 && mayBeLast)) {
    await tx.delivery.updateMany({
      where: { id: { in: carried.map(({ id }) => id) } },
      data: { state: 'FAILED', fault, settledAt: now() },
    })
    if (first) await tellFailed(tx, fault)
    return free(tx, innocent)
  }
  const half = carried.slice(0, Math.ceil(carried.length / 2)).map(({ id }) => id)
  const rest = carried.slice(half.length).map(({ id }) => id)
  await putBack(tx, rest, fault, HELD_SECONDS)
  const id = newMessageId()
  const at = now()
  await tx.$executeRaw`
    INSERT INTO messages (id, organisation_id, kind, driver, next_attempt_at, created_at)
    SELECT ${id}::uuid, organisation_id, kind, driver, app_now(), ${at} FROM messages WHERE id = ${messageId}::uuid`
  await tx.messageSplit.create({
    data: { messageId: id, rest, free: innocent, fault, createdAt: at },
    select: { messageId: true },
  })
  await tx.delivery.updateMany({
    where: { id: { in: half } },
    data: { state: 'SENDING', messageId: id, fault },
  })
}

const free = async (tx: Tx, ids: string[]): Promise<void> =>
  void (await tx.$executeRaw`
    UPDATE deliveries SET not_before = app_now(), fault = NULL WHERE id = ANY (${ids}::uuid[]) AND state = 'QUEUED'`)

async function takeSplit(tx: Tx, messageId: string) {
  const found = await tx.messageSplit.findUnique({ where: { messageId } })
  if (found) await tx.messageSplit.delete({ where: { messageId }, select: { messageId: true } })
  return found
}

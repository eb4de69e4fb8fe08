import { z } from 'zod'
import type { Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { Application, StatusChange } from '@/lib/core/generated/prisma/client'
import { ApplicationState, DeliveryState, SmevEnvironment } from '@/lib/core/generated/prisma/enums'
import type { deliveryOf } from '@/lib/delivery/enqueue-delivery'
import type { CitizenTextFacts } from '@/lib/delivery/facts'
import { readStatuses } from '@/lib/directories/list-directory'
import type { StatusEntry } from '@/lib/directories/schema'
import type { stateBefore } from './state-before'

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** What a change of the status needs to know of its application. */
const Locked = z.object({
  id: z.string(),
  organisationId: z.string(),
  version: z.number(),
  state: z.enum(ApplicationState),
  stateAt: moment,
  elkStatus: z.number().nullable(),
  requestDate: moment.nullable(),
  serviceTermAt: moment.nullable(),
  orderNumber: z.string().nullable(),
  elkOrderNumber: z
    .string()
    .transform((digits) => BigInt(digits))
    .nullable(),
  updatedById: z.string(),
  updatedAt: moment,
  allowedStatuses: z.array(z.number()),
  organisation: z.object({
    inn: z.string(),
    kpp: z.string(),
    timeZone: z.string(),
    smevEnvironment: z.enum(SmevEnvironment).nullable(),
  }),
})
export type Locked = z.infer<typeof Locked>

/** One change of the application. */
const Change = z.object({
  id: z.string(),
  applicationId: z.string(),
  seq: z.number(),
  statusDate: moment,
  /** It was saved under the same key. */
  repeated: z.boolean(),
  /** Of what was sent of it. */
  states: z.array(z.enum(DeliveryState)),
  /** The highest attempt that was made of it. */
  attempts: z.number(),
})
export type Change = z.infer<typeof Change>

/**
 * The application under its lock, its changes in their order with whatever was saved under the key, and what statuses there are:
 * by one statement (decision 026), which sees what whoever held the lock has written.
 */
export async function lockForChange(
  tx: Tx,
  applicationId: string,
  idempotencyKey: string,
): Promise<{ application: Locked; changes: Change[]; statuses: StatusEntry[] }> {
  const [found] = await tx.$queryRaw<{ locked: unknown; changes: unknown; statuses: unknown }[]>`
    SELECT * FROM lock_for_change(${applicationId}::uuid, ${idempotencyKey}::uuid)`
  if (!found) throw notFound()
  return {
    application: Locked.parse(found.locked),
    changes: z.array(Change).parse(found.changes),
    statuses: readStatuses(found.statuses),
  }
}

/** The one that comes after this place in the application's order and was not replaced, if any. */
export function changeAfter(changes: Change[], seq: number): Change | undefined {
  const after = changes.filter(
    (change) => change.seq > seq && change.states.some((state) => state !== 'SUPERSEDED'),
  )
  return after.findLast((change) => change.seq === after[0]?.seq)
}

/** The number of the next attempt at this place: one more than any there was, taken back or not. */
export const attemptAfter = (changes: Change[], seq: number): number =>
  Math.max(0, ...changes.filter((change) => change.seq === seq).map(({ attempts }) => attempts)) + 1

type Written = {
  change: Omit<StatusChange, 'citizenText' | 'before'> & {
    citizenText: CitizenTextFacts | null
    before: ReturnType<typeof stateBefore>
  }
  state: Pick<
    Application,
    'id' | 'state' | 'stateAt' | 'elkStatus' | 'serviceTermAt' | 'version' | 'updatedAt' | 'updatedById'
  >
  /** Null: it takes the place of another. */
  delivery: ({ id: string } & ReturnType<typeof deliveryOf>) | null
}

/** The change, the state that it leaves and what is to be sent of it, by one statement. Of an update's facts nothing is sealed. */
export async function saveStatusChange(tx: Tx, { change, state, delivery }: Written): Promise<void> {
  await tx.$executeRaw`SELECT save_status_change(${columns(change)}::jsonb, ${columns(state)}::jsonb, ${delivery && columns(delivery)}::jsonb)`
}

/** A row by the names of its columns. */
const columns = (row: object): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(row).map(([name, value]: [string, unknown]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    ),
  )

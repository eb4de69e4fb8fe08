import { z } from 'zod'
import type { AuditEvent } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import type { Application, StatusChange } from '@/lib/core/generated/prisma/client'
import { ApplicationState, DeliveryState, SmevEnvironment } from '@/lib/core/generated/prisma/enums'
import type { deliveryOf } from '@/lib/delivery/enqueue-delivery'
import type { CitizenTextFacts } from '@/lib/delivery/facts'
import { readStatuses } from '@/lib/directories/list-directory'
import { directories, type StatusEntry } from '@/lib/directories/schema'
import type { ChangeStatus } from './schema'
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

/** What a change is judged by: the application under its lock, its changes in their order with whatever was saved under the key. */
export type Found = { application: Locked; changes: Change[] }
export type Asked = {
  session: Pick<Session, 'organisationId' | 'userId'>
  input: Pick<ChangeStatus, 'applicationId' | 'idempotencyKey'>
}

/**
 * Of many at once, each in its own organisation, by one statement (decision 031), which sees what whoever held the locks has written. Of
 * what is not there nothing is found; nor, unless it `waits`, of what is another's just now.
 */
export async function lockForChange(
  tx: Tx,
  asked: Asked[],
  { waits }: { waits: boolean },
): Promise<{ found: (FoundRow | undefined)[]; statuses: StatusEntry[] }> {
  const [row] = await tx.$queryRaw<{ found: unknown; statuses: unknown }[]>`
    SELECT (SELECT coalesce(jsonb_agg(f), '[]') FROM lock_to_change(${asked.map(({ session }) => session.organisationId)}::uuid[],
        ${asked.map(({ session }) => session.userId)}::uuid[], ${asked.map(({ input }) => input.applicationId)}::uuid[],
        ${asked.map(({ input }) => input.idempotencyKey)}::uuid[], ${waits}) f) AS found,
      (SELECT jsonb_agg(jsonb_build_object('code', e.code, 'name', e.name, 'confirmed', e.confirmed, 'attributes', e.attributes))
        FROM directory_entries e WHERE e.directory = ${directories.status} AND e.closed_at IS NULL) AS statuses`
  const rows = z.array(FoundRow).parse(row?.found)
  return {
    found: asked.map((_, index) => rows.find(({ nth }) => nth === index + 1)),
    statuses: readStatuses(row?.statuses),
  }
}
const FoundRow = z.object({ nth: z.number(), locked: z.unknown(), changes: z.unknown() })
export type FoundRow = z.infer<typeof FoundRow>

/** Each by itself: one that cannot be read keeps no other from its change. */
export const readFound = ({ locked, changes }: FoundRow): Found => ({
  application: Locked.parse(locked),
  changes: z.array(Change).parse(changes),
})

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

export type Written = {
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
  await tx.$executeRaw`SELECT save_status_change(${JSON.stringify(columns(change))}::jsonb, ${JSON.stringify(columns(state))}::jsonb,
    ${delivery && JSON.stringify(columns(delivery))}::jsonb)`
}

/** The same for many, with a row of the journal for each: by one statement, all or none. Of one person as one set. */
export async function saveStatusChanges(tx: Tx, saves: (Written & { audit: AuditEvent })[]): Promise<void> {
  const people = new Map<string, typeof saves>()
  for (const save of saves) {
    const person = `${save.audit.organisationId} ${save.audit.userId}`
    people.set(person, [...(people.get(person) ?? []), save])
  }
  const sets = [...people.values()].map((ofOne) => ({
    changes: ofOne.map(({ change }) => columns(change)),
    states: ofOne.map(({ state, delivery }) =>
      columns({ ...state, transferBy: delivery?.deadlineAt ?? null }),
    ),
    deliveries: ofOne.flatMap(({ delivery }) => (delivery ? [columns(delivery)] : [])),
    audits: ofOne.map(({ audit }) => columns({ ...audit, at: now() })),
  }))
  const firsts = [...people.values()].flatMap(([first]) => (first ? [first.audit] : []))
  await tx.$executeRaw`SELECT save_changes_together(${firsts.map(({ organisationId }) => organisationId)}::uuid[],
    ${firsts.map(({ userId }) => userId)}::uuid[], ${JSON.stringify(sets)}::jsonb)`
}

const columnOf = new Map<string, string>()
/** A row by the names of its columns. */
function columns(row: object): object {
  const named: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    let column = columnOf.get(name)
    if (!column) columnOf.set(name, (column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)))
    named[column] = value
  }
  return named
}

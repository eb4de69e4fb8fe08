import { z } from 'zod'
import { Prisma, type Tx } from '@/lib/core/db'
import { shortName, zoneOffset } from '@/lib/core/format'

/** A field, its old and its new value; what refers to something is told by its name. */
export type ToldChange = { field: string; old: unknown; new: unknown }
export type EventRow = {
  id: string
  at: string
  by: string | null
  action: string
  result: string
  subjectType: string | null
  subjectId: string | null
  subject: string | null
  /** Why data were looked at, and in words. */
  reason: string | null
  note: string | null
  changes: ToldChange[]
  ip: string | null
}

type Found = {
  id: bigint
  at: Date
  action: string
  result: string
  subject_type: string | null
  subject_id: string | null
  details: unknown
  ip: string | null
  last_name: string | null
  first_name: string
  middle_name: string | null
}

const Details = z.object({
  reason: z.string().nullish().catch(null),
  note: z.string().nullish().catch(null),
  directory: z.number().optional().catch(undefined),
  overseen: z.string().optional().catch(undefined),
  overseenBy: z.string().optional().catch(undefined),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
  changes: z
    .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
    .optional()
    .catch(undefined),
})

/** Events by a condition, newest first. Ids are told by what they are called. */
export async function readEvents(
  tx: Tx,
  where: Prisma.Sql[],
  limit: number,
  whose = Prisma.sql`e.organisation_id = own_organisation()`,
): Promise<EventRow[]> {
  const found = await tx.$queryRaw<Found[]>`
    SELECT e.id, e.at, e.action, e.result, e.subject_type, e.subject_id, e.details, e.ip, u.last_name, u.first_name, u.middle_name
    FROM audit_events e LEFT JOIN users u ON u.id = e.user_id
    WHERE ${Prisma.join([whose, ...where], ' AND ')}
    ORDER BY e.id DESC LIMIT ${limit}`
  const rows = found.map((row) => {
    const told = Details.catch({}).parse(row.details)
    if (row.action === 'organisation.setDriver') told.changes = { smevDriver: [told.from, told.to] }
    return { ...row, told }
  })
  const names = await namesOf(
    tx,
    rows.flatMap(({ subject_id, told }) => [
      subject_id,
      told.overseen,
      told.overseenBy,
      ...Object.values(told.changes ?? {}).flatMap((pair) => pair.filter((one) => typeof one === 'string')),
    ]),
  )
  const named = (value: unknown) => (typeof value === 'string' ? (names.get(value) ?? value) : value)
  return rows.map(({ told, ...row }) => ({
    id: String(row.id),
    at: row.at.toISOString(),
    by:
      row.last_name === null
        ? (names.get(told.overseenBy ?? '') ?? null)
        : shortName({ lastName: row.last_name, firstName: row.first_name, middleName: row.middle_name }),
    action: row.action,
    result: row.result,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    subject: told.directory
      ? String(told.directory)
      : (names.get(told.overseen ?? row.subject_id ?? '') ?? null),
    reason: told.reason ?? null,
    note: told.note ?? null,
    changes: Object.entries(told.changes ?? {}).map(([field, [old, fresh]]) => ({
      field,
      old: named(old),
      new: named(fresh),
    })),
    ip: row.ip,
  }))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function namesOf(tx: Tx, given: unknown[]): Promise<Map<string, string>> {
  const ids = [...new Set(given.filter((id) => typeof id === 'string' && UUID.test(id)))] as string[]
  if (ids.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    WITH asked AS (SELECT unnest(${ids}::uuid[]) AS id)
    SELECT a.id::text, '№ ' || t.number AS name FROM asked a JOIN applications t USING (id)
    UNION ALL SELECT a.id::text, concat_ws(' ', t.last_name, t.first_name, t.middle_name) || ' (' || t.login || ')' FROM asked a JOIN users t USING (id)
    UNION ALL SELECT a.id::text, t.short_name FROM asked a JOIN organisations t USING (id)
    UNION ALL SELECT a.id::text, t.name FROM asked a JOIN offices t USING (id)
    UNION ALL SELECT a.id::text, t.name FROM asked a JOIN services t USING (id)`
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Days are the organisation's own, whole. */
export function whereDays(from: string | undefined, to: string | undefined, zone: string): Prisma.Sql[] {
  return [
    ...(from ? [Prisma.sql`e.at >= ${midnight(from, 0, zone)}`] : []),
    ...(to ? [Prisma.sql`e.at < ${midnight(to, 1, zone)}`] : []),
  ]
}

function midnight(day: string, later: number, zone: string): Date {
  const utc = new Date(`${day}T00:00:00.000Z`)
  const next = new Date(Number.isNaN(utc.getTime()) ? 0 : utc.getTime() + later * 86_400_000)
  return new Date(next.getTime() - zoneOffset(next, zone) * 60_000)
}

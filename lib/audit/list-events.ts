import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { readEvents, whereDays } from './event-row'
import type { AuditFilter } from './filters'
import type { EventPage } from './list-history'

const PAGE = 50

/** «Журнал действий»: everything that was done in the organisation, and what was refused. */
export function listEvents(session: Session, filter: AuditFilter): Promise<EventPage> {
  return inOrganisation(session, async (tx) => {
    const rows = await readEvents(tx, await whereEvents(tx, session, filter), PAGE + 1)
    return { rows: rows.slice(0, PAGE), next: rows.length > PAGE ? (rows[PAGE - 1]?.id ?? null) : null }
  })
}

export async function whereEvents(tx: Tx, session: Session, filter: AuditFilter): Promise<Prisma.Sql[]> {
  const { user, act, result, number, before, from, to } = filter
  return [
    ...(user ? [Prisma.sql`e.user_id = ${user}::uuid`] : []),
    ...(act ? [Prisma.sql`e.action = ${act}`] : []),
    ...(result ? [result === 'ok' ? Prisma.sql`e.result = 'ok'` : Prisma.sql`e.result <> 'ok'`] : []),
    ...(number ? [Prisma.sql`e.subject_id = ANY(${await applicationsNumbered(tx, number)})`] : []),
    ...(before ? [Prisma.sql`e.id < ${BigInt(before)}`] : []),
    ...whereDays(from, to, session.timeZone),
  ]
}

/** Ours, the department's or ЕПГУ's number. */
export async function applicationsNumbered(tx: Tx, number: string): Promise<string[]> {
  const elk = /^\d{1,18}$/.test(number) ? BigInt(number) : null
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM applications WHERE organisation_id = own_organisation() AND number = ${number.padStart(8, '0')}
    UNION SELECT id::text FROM applications WHERE organisation_id = own_organisation() AND order_number = ${number}
    UNION SELECT id::text FROM applications WHERE organisation_id = own_organisation() AND elk_order_number = ${elk}`
  return rows.map(({ id }) => id)
}

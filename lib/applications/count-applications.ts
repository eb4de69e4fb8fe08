import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma } from '@/lib/core/db'
import { tabs } from './filter-values'
import type { Filters } from './filters'
import { deliveryGroupSql, listWhere, tabSql } from './list-where'

export type Counters = {
  all: number
  found: number
  tabs: Record<Filters['tab'], number>
  kind: Record<string, number>
  state: Record<string, number>
  delivery: Record<string, number>
  elkStatus: Record<string, number>
}

/** How many rows each choice would show. A group's own ticks do not count in it (decision 34). One pass over the organisation. */
export async function countApplications(session: Session, filters: Filters): Promise<Counters> {
  return inOrganisation(session, async (tx) => {
    const where = await listWhere(tx, session, filters)
    const counted = Prisma.join(
      tabs.map(
        (tab) =>
          Prisma.sql`count(*) FILTER (WHERE ${tabSql(tab, session)})::int AS ${Prisma.raw(`"${tab}"`)}`,
      ),
      ', ',
    )
    const [tabRow] = await tx.$queryRaw<Record<Filters['tab'], number>[]>`
      SELECT ${counted} FROM applications a WHERE a.organisation_id = ${session.organisationId}::uuid`
    const rows = await tx.$queryRaw<{ what: string; value: string | null; n: number }[]>`
      WITH base AS MATERIALIZED (
        SELECT a.applicant_kind AS kind, a.state, ${deliveryGroupSql} AS delivery, a.elk_status,
          (${where.kind}) AS by_kind, (${where.state}) AS by_state, (${where.delivery}) AS by_delivery, (${where.elkStatus}) AS by_elk
        FROM applications a WHERE ${where.common} AND ${where.tab})
      SELECT 'kind' AS what, kind::text AS value, count(*)::int AS n FROM base WHERE by_state AND by_delivery AND by_elk GROUP BY kind
      UNION ALL SELECT 'state', state::text, count(*)::int FROM base WHERE by_kind AND by_delivery AND by_elk GROUP BY state
      UNION ALL SELECT 'delivery', delivery, count(*)::int FROM base WHERE by_kind AND by_state AND by_elk GROUP BY delivery
      UNION ALL SELECT 'elkStatus', elk_status::text, count(*)::int FROM base WHERE by_kind AND by_state AND by_delivery AND elk_status IS NOT NULL GROUP BY elk_status
      UNION ALL SELECT 'found', NULL, count(*)::int FROM base WHERE by_kind AND by_state AND by_delivery AND by_elk`
    const group = (what: string) =>
      Object.fromEntries(rows.filter((row) => row.what === what).map((row) => [row.value ?? '', row.n]))
    return {
      all: tabRow?.all ?? 0,
      found: rows.find((row) => row.what === 'found')?.n ?? 0,
      tabs: tabRow ?? (Object.fromEntries(tabs.map((tab) => [tab, 0])) as Counters['tabs']),
      kind: group('kind'),
      state: group('state'),
      delivery: group('delivery'),
      elkStatus: group('elkStatus'),
    }
  })
}

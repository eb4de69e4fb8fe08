import { overseeing } from '@/lib/auth/overseeing'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import type { ApplicantKind, ApplicationState } from '@/lib/core/generated/prisma/enums'
import { tabs } from './filter-values'
import type { Filters } from './filters'
import { deliveryGroupSql, listWhere } from './list-where'

export type Counters = {
  all: number
  found: number
  tabs: Record<Filters['tab'], number>
  kind: Record<string, number>
  state: Record<string, number>
  delivery: Record<string, number>
  elkStatus: Record<string, number>
}

type Delivery = Filters['delivery'][number]
type Heap = {
  kind: ApplicantKind
  state: ApplicationState
  delivery: Delivery
  elk_status: number | null
  mine: boolean
  overdue: boolean
  matches: boolean
  n: number
}

/** Whether a heap of rows stands under a tab: the same as `tabSql`, held to it by a test. */
const underTab: Record<Filters['tab'], (heap: Heap) => boolean> = {
  all: () => true,
  mine: (heap) => heap.mine,
  drafts: (heap) => heap.state === 'DRAFT',
  unsent: (heap) => heap.state !== 'DRAFT' && heap.delivery === 'waiting',
  failed: (heap) => heap.delivery === 'problem',
  overdue: (heap) => heap.overdue,
  ended: (heap) => heap.state === 'GRANTED' || heap.state === 'REFUSED' || heap.state === 'CANCELLED',
}

/**
 * How many rows each choice would show; a group's own ticks do not count in it (decision 34). One pass over an index of
 * the organisation sorts the rows into heaps that are alike in all that is counted; the rest is adding up.
 */
export async function countApplications(person: Session, filters: Filters): Promise<Counters> {
  const session = overseeing(person, filters.organisation)
  const heaps = await inOrganisation(session, async (tx) => {
    const where = await listWhere(tx, session, filters)
    return tx.$queryRaw<Heap[]>`
      SELECT a.applicant_kind AS kind, a.state, ${deliveryGroupSql} AS delivery, a.elk_status,
        coalesce(a.assignee_id = ${session.userId}::uuid, false) AS mine,
        coalesce(least(a.transfer_by, a.service_term_at) < ${now()}, false) AS overdue,
        (${where.search}) AS matches, count(*)::int AS n
      FROM applications a WHERE ${where.organisation}
      GROUP BY 1, 2, 3, 4, 5, 6, 7`
  })
  return addUp(heaps, filters)
}

/** The counters from the heaps. Pure. */
export function addUp(heaps: Heap[], filters: Filters): Counters {
  const groups = {
    kind: (heap: Heap) => filters.kind.length === 0 || filters.kind.includes(heap.kind),
    state: (heap: Heap) => filters.state.length === 0 || filters.state.includes(heap.state),
    delivery: (heap: Heap) => filters.delivery.length === 0 || filters.delivery.includes(heap.delivery),
    elkStatus: (heap: Heap) =>
      filters.elkStatus.length === 0 ||
      (heap.elk_status !== null && filters.elkStatus.includes(heap.elk_status)),
  }
  const sum = (rows: Heap[]) => rows.reduce((total, heap) => total + heap.n, 0)
  const base = heaps.filter((heap) => heap.matches && underTab[filters.tab](heap))
  const within = (own: keyof typeof groups | null) =>
    base.filter((heap) => Object.entries(groups).every(([name, holds]) => name === own || holds(heap)))
  const by = (own: keyof typeof groups, value: (heap: Heap) => string | null) => {
    const counts: Record<string, number> = {}
    for (const heap of within(own)) {
      const key = value(heap)
      if (key !== null) counts[key] = (counts[key] ?? 0) + heap.n
    }
    return counts
  }
  return {
    all: sum(heaps),
    found: sum(within(null)),
    tabs: Object.fromEntries(tabs.map((tab) => [tab, sum(heaps.filter(underTab[tab]))])) as Counters['tabs'],
    kind: by('kind', (heap) => heap.kind),
    state: by('state', (heap) => heap.state),
    delivery: by('delivery', (heap) => heap.delivery),
    elkStatus: by('elkStatus', (heap) => (heap.elk_status === null ? null : String(heap.elk_status))),
  }
}

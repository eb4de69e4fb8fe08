import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma } from '@/lib/core/db'
import { readEvents, whereDays } from './event-row'
import type { RefusedFilter } from './filters'
import type { EventPage } from './list-history'

const PAGE = 50

/** «Отказы во входе»: what belongs to no organisation, for whoever looks after the installation. */
export function listRefused(session: Session, filter: RefusedFilter): Promise<EventPage> {
  return inOrganisation(session, async (tx) => {
    const rows = await readEvents(
      tx,
      [
        ...(filter.before ? [Prisma.sql`e.id < ${BigInt(filter.before)}`] : []),
        ...whereDays(filter.from, filter.to, session.timeZone),
      ],
      PAGE + 1,
      Prisma.sql`e.organisation_id IS NULL AND e.action = 'session.open'`,
    )
    return { rows: rows.slice(0, PAGE), next: rows.length > PAGE ? (rows[PAGE - 1]?.id ?? null) : null }
  })
}

import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma } from '@/lib/core/db'
import { readEvents, whereDays, type EventRow } from './event-row'
import { noChanges, settingKinds, type HistoryFilter } from './filters'

const PAGE = 50
export type EventPage = { rows: EventRow[]; next: string | null }

/** «История»: who changed which setting, from what to what (A11). */
export function listSettingsHistory(session: Session, filter: HistoryFilter): Promise<EventPage> {
  const kinds = filter.kind ? [filter.kind] : [...settingKinds]
  return inOrganisation(session, async (tx) => {
    const rows = await readEvents(
      tx,
      [
        Prisma.sql`e.subject_type IN ('user', 'organisation', 'office', 'service', 'directory') AND e.result = 'ok'`,
        Prisma.sql`e.subject_type = ANY(${kinds}) AND e.action <> ALL(${noChanges})`,
        ...(filter.user ? [Prisma.sql`e.user_id = ${filter.user}::uuid`] : []),
        ...(filter.before ? [Prisma.sql`e.id < ${BigInt(filter.before)}`] : []),
        ...whereDays(filter.from, filter.to, session.timeZone),
      ],
      PAGE + 1,
    )
    return { rows: rows.slice(0, PAGE), next: rows.length > PAGE ? (rows[PAGE - 1]?.id ?? null) : null }
  })
}

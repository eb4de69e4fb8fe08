import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { readEvents, type EventRow } from './event-row'
import type { AuditFilter } from './filters'
import { whereEvents } from './list-events'
import { recordAudit } from './record-audit'

/** Of one file; who needs more takes it by period, or by `npm run audit -- export`. */
export const MOST_EXPORTED = 50_000

/** The events of a filter for a file; that they were taken away is an event itself. */
export function exportEvents(session: Session, filter: AuditFilter): Promise<EventRow[]> {
  return inOrganisation(session, async (tx) => {
    const rows = await readEvents(tx, await whereEvents(tx, session, filter), MOST_EXPORTED)
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'audit.export',
      subjectType: 'audit',
      details: { rows: rows.length, filter },
      ip: session.ip,
    })
    return rows
  })
}

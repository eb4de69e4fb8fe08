import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

/** The names of all acts the organisation's journal holds: a step of the index a name, whatever its length. */
export function listActs(session: Session): Promise<string[]> {
  return inOrganisation(session, async (tx) => {
    const rows = await tx.$queryRaw<{ action: string | null }[]>`
      WITH RECURSIVE acts AS (
        (SELECT action FROM audit_events WHERE organisation_id = own_organisation() ORDER BY action LIMIT 1)
        UNION ALL
        SELECT (SELECT e.action FROM audit_events e WHERE e.organisation_id = own_organisation() AND e.action > acts.action
                ORDER BY e.action LIMIT 1)
        FROM acts WHERE acts.action IS NOT NULL)
      SELECT action FROM acts WHERE action IS NOT NULL`
    return rows.flatMap(({ action }) => action ?? [])
  })
}

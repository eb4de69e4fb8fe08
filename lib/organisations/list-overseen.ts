import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type Overseen = { id: string; name: string }

/** The subordinate organisations whose applications the person may look at: none until the switch is on (A10). */
export async function listOverseen(session: Session): Promise<Overseen[]> {
  if (!can(session, 'applications.subordinate')) return []
  return inOrganisation(session, async (tx) => {
    const rows = await tx.organisation.findMany({
      where: { parentId: session.organisationId, parent: { oversees: true } },
      select: { id: true, shortName: true },
      orderBy: { shortName: 'asc' },
    })
    return rows.map(({ id, shortName }) => ({ id, name: shortName }))
  })
}

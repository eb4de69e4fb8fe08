import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import type { Role } from '@/lib/core/generated/prisma/enums'

/** How many people of the organisation who may sign in have each role. */
export const countByRole = (session: Session): Promise<Partial<Record<Role, number>>> =>
  inOrganisation(session, async (tx) => {
    const rows = await tx.$queryRaw<{ role: Role; n: bigint }[]>`
      SELECT unnest(roles)::text AS role, count(*) AS n FROM users
      WHERE organisation_id = own_organisation() AND disabled_at IS NULL GROUP BY 1`
    return Object.fromEntries(rows.map(({ role, n }) => [role, Number(n)]))
  })

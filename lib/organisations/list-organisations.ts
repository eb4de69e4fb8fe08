import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type OrganisationRow = {
  id: string
  code: string
  name: string
  inn: string
  kpp: string
  orgType: string
  parentId: string | null
  blocked: boolean
}
const LIMIT = 2000

/** The organisations that a person may see: all for a system administrator; else the own, its superior, its subordinates. */
export const listOrganisations = (session: Session): Promise<OrganisationRow[]> =>
  inOrganisation(session, (tx) =>
    tx.organisation.findMany({
      select: {
        id: true,
        code: true,
        name: true,
        inn: true,
        kpp: true,
        orgType: true,
        parentId: true,
        blocked: true,
      },
      orderBy: { name: 'asc' },
      take: LIMIT,
    }),
  )

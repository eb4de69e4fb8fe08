import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type OfficeRow = {
  id: string
  version: number
  name: string
  address: string | null
  frguCode: string | null
  oktmo: string
  closedAt: Date | null
  users: number
}

/** «Подразделения» of the organisation with how many people work in each. */
export const listOffices = (session: Session): Promise<OfficeRow[]> =>
  inOrganisation(session, async (tx) => {
    const offices = await tx.office.findMany({
      orderBy: [{ closedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
    })
    const people = await tx.user.groupBy({
      by: ['officeId'],
      where: { disabledAt: null },
      _count: { id: true },
    })
    const in_ = new Map(people.map(({ officeId, _count }) => [officeId, _count.id]))
    return offices.map(({ organisationId: _organisationId, ...office }) => ({
      ...office,
      users: in_.get(office.id) ?? 0,
    }))
  })

import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'

export type Colleague = { id: string; name: string; position: string }

/** Who may take over somebody's applications: everybody else who works with them. */
export const listColleagues = (session: Session, { id }: { id: string }): Promise<Colleague[]> =>
  inOrganisation(session, (tx) => readColleagues(tx, id))

export async function readColleagues(tx: Tx, except: string): Promise<Colleague[]> {
  const people = await tx.user.findMany({
    where: { disabledAt: null, id: { not: except } },
    select: { id: true, lastName: true, firstName: true, position: true, roles: true, elkModule: true },
    orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }],
  })
  return people
    .filter((person) => can(person, 'applications.write'))
    .map(({ id, lastName, firstName, position }) => ({ id, name: `${lastName} ${firstName}`, position }))
}

import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { shortName } from '@/lib/core/format'

export type Person = { id: string; name: string }

/** Everybody whose acts may stand in the journal, for its filter; who was switched off too. Namesakes are told apart by their logins. */
export function listPeople(session: Session): Promise<Person[]> {
  return inOrganisation(session, async (tx) => {
    const people = await tx.user.findMany({
      where: { organisationId: session.organisationId },
      select: { id: true, login: true, lastName: true, firstName: true, middleName: true },
      orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }],
      take: 2000,
    })
    const names = people.map(shortName)
    const repeated = new Set(names.filter((name, at) => names.indexOf(name) !== at))
    return people.map(({ id, login }, at) => {
      const name = names[at] ?? ''
      return { id, name: repeated.has(name) ? `${name} (${login})` : name }
    })
  })
}

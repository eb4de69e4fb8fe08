import { notFound } from 'next/navigation'
import { actingFor } from '@/lib/auth/acting-for'
import { requirePage } from '@/lib/auth/current-session'
import { orNotFound } from '@/lib/auth/or-not-found'
import { can } from '@/lib/auth/permissions'
import { isId } from '@/lib/core/ids'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { listOffices } from '@/lib/organisations/list-offices'
import { openUser } from '@/lib/users/get-user'
import { UserForm } from './user-form'

export type UserFormProps = { params: Promise<{ id: string }>; searchParams: Promise<{ of?: string }> }

/** The form of a new user, or of one of the organisation's. */
export async function userFormPage(id: string | null, of: string | undefined) {
  const signedIn = await requirePage('users.manage')
  if (id !== null && !isId(id)) notFound()
  const session = await orNotFound(async () => actingFor(signedIn, of))
  const user = id === null ? null : await orNotFound(() => openUser(session, id))
  const { name, ogrn } = await orNotFound(() => getOrganisation(session))
  const offices = await listOffices(session)
  return (
    <UserForm
      user={user}
      id={id ?? crypto.randomUUID()}
      offices={offices.filter((office) => !office.closedAt || office.id === user?.officeId)}
      organisation={{ name, ogrn }}
      organisationId={of}
      mayAdd={can(signedIn, 'organisations.all')}
    />
  )
}

import { pgsRoles } from '@/lib/auth/permissions'
import type { UserCard } from '@/lib/users/get-user'
import type { UserForm } from '@/lib/users/schema'

/** What stands in the form of a card. */
export const formOf = (user: UserCard | null, id: string): UserForm => ({
  id,
  version: user?.version,
  login: user?.login ?? '',
  lastName: user?.lastName ?? '',
  firstName: user?.firstName ?? '',
  middleName: user?.middleName ?? '',
  position: user?.position ?? '',
  snils: user?.snils ?? '',
  email: user?.email ?? '',
  officeId: user?.officeId ?? '',
  roles: pgsRoles.filter((role) => user?.roles.includes(role)),
  elkModule: user?.elkModule ?? false,
  elsewhere: false,
})

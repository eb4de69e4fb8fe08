import type { ReactNode } from 'react'
import { requirePage } from '@/lib/auth/current-session'
import { listUsers } from '@/lib/users/list-users'
import { noFilters } from '@/lib/users/schema'
import { UsersScreen } from '../_components/users-screen'

/** The list is the system administrator's own organisation's until the address names another: the browser asks for that. */
export default async function UsersLayout({ children }: { children: ReactNode }) {
  const session = await requirePage('users.manage')
  return <UsersScreen first={await listUsers(session, noFilters)}>{children}</UsersScreen>
}

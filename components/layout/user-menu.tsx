'use client'

import { MenuOnUse } from '@/components/ui/menu-on-use'
import type { Theme } from './themes'
import { userButton, UserFace, type Person } from './user-face'

const load = () => import('./open-user-menu').then((module) => module.OpenUserMenu)

/** Who is signed in, and the choices of this browser. */
export function UserMenu(props: { person: Person; theme: Theme }) {
  return (
    <MenuOnUse load={load} props={props} className={userButton}>
      <UserFace name={props.person.name} text={props.person.name} />
    </MenuOnUse>
  )
}

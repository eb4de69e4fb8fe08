import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { readUser } from './get-user'
import { switchUser } from './switch-user'

/** Lets a person sign in again, as they were. */
export async function enableUser(session: Session, input: { id: string; version: number }): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const before = await readUser(tx, input.id)
    if (before.roles.includes('SYSTEM_ADMINISTRATOR') && !can(session, 'organisations.all'))
      throw new Refusal('FORBIDDEN', 'users.systemAdministrator')
    if (before.disabledAt) await switchUser(tx, session, input, null, 'user.enable')
  })
}

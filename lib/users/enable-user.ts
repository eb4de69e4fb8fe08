import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { readUser } from './get-user'
import { switchUser } from './switch-user'

/** Lets a person sign in again, as they were. */
export async function enableUser(session: Session, input: { id: string; version: number }): Promise<void> {
  await inOrganisation(session, async (tx) => {
    if ((await readUser(tx, input.id)).disabledAt) await switchUser(tx, session, input, null, 'user.enable')
  })
}

import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { readUser } from './get-user'
import { switchUser } from './switch-user'
import { demandCard } from './system-card'

/** Lets a person sign in again, as they were. */
export async function enableUser(session: Session, input: { id: string; version: number }): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const before = await readUser(tx, input.id)
    demandCard(session, before.roles, 'change')
    if (before.disabledAt) await switchUser(tx, session, input, null, 'user.enable')
  })
}

import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { readUser } from './get-user'
import { keepAnAdministrator } from './keep-an-administrator'
import { switchUser } from './switch-user'
import { demandCard } from './system-card'

type Asked = { id: string; version: number }

/** Switches a person off: no sign-in from now on, every open session ended; the name stays in old rows (U10). */
export async function disableUser(tx: Tx, session: Session, input: Asked): Promise<void> {
  if (input.id === session.userId) throw new Refusal('INVALID', 'users.notOneself')
  const before = await readUser(tx, input.id)
  if (before.disabledAt) return
  demandCard(session, before.roles, 'close')
  if (before.roles.includes('ADMINISTRATOR')) await keepAnAdministrator(tx, session.organisationId, input.id)
  await switchUser(tx, session, input, now(), 'user.disable')
  await tx.$executeRaw`SELECT end_sessions_of(${input.id}::uuid, NULL, NULL, ${now()})`
}

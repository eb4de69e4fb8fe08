import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { Refusal } from '@/lib/core/errors'
import type { Role } from '@/lib/core/generated/prisma/enums'

/** The card of a system administrator is theirs alone; its password is not reset and it is not switched off by anybody. */
export function mayWithCard(session: Session, roles: readonly Role[]): { change: boolean; close: boolean } {
  const system = roles.includes('SYSTEM_ADMINISTRATOR')
  return { change: !system || can(session, 'organisations.all'), close: !system }
}

export function demandCard(session: Session, roles: readonly Role[], right: 'change' | 'close'): void {
  if (!mayWithCard(session, roles)[right]) throw new Refusal('FORBIDDEN', 'users.systemAdministrator')
}

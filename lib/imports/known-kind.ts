import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { notFound, Refusal } from '@/lib/core/errors'
import type { ImportKind } from './kind'

/** The kind of this name, for a person who may import it. @throws Refusal */
export function knownKind(kinds: readonly ImportKind[], session: Session, name: string): ImportKind {
  const kind = kinds.find((one) => one.name === name)
  if (!kind) throw notFound()
  if (!can(session, kind.permission)) throw new Refusal('FORBIDDEN', 'refusal.forbidden')
  return kind
}

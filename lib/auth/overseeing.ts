import { notFound } from '@/lib/core/errors'
import { can } from './permissions'
import type { Session } from './session'

/**
 * A look into a subordinate organisation (A10): for whom the right is; the database asks the switch and the structure.
 * Only verbs that read are called with such a session: the others know the own organisation alone.
 */
export function overseeing(session: Session, organisationId: string | undefined): Session {
  if (!organisationId || organisationId === session.organisationId) return session
  if (!can(session, 'applications.subordinate')) throw notFound()
  return { ...session, overseenId: organisationId }
}

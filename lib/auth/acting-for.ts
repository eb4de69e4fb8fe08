import { notFound } from '@/lib/core/errors'
import { can } from './permissions'
import type { Session } from './session'

/** A system administrator works in the organisation that they chose; for everybody else there is only their own. */
export function actingFor(session: Session, organisationId: string | undefined): Session {
  if (!organisationId || organisationId === session.organisationId) return session
  if (!can(session, 'organisations.all')) throw notFound()
  return { ...session, organisationId }
}

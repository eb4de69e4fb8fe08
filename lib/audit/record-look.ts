import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { recordAudit } from './record-audit'

const HOUR = 3_600_000

/**
 * That somebody looked at an application: `application.view` masked, `applicant.view` as it was typed. An open card asks
 * each few seconds: one row a session, application and hour tells as much (decision 015).
 */
export async function recordLook(
  tx: Tx,
  session: Session,
  action: 'application.view' | 'applicant.view',
  applicationId: string,
): Promise<void> {
  const [seen] = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM audit_events
    WHERE subject_id = ${applicationId} AND at > ${new Date(now().getTime() - HOUR)} AND action = ${action}
      AND user_id = ${session.userId}::uuid AND details->>'session' = ${session.id} LIMIT 1`
  if (seen) return
  await writeLook(tx, session, action, applicationId, { session: session.id })
}

/**
 * The row of one look. At a subordinate organisation's application it stands in both journals: of who looked, and of who
 * answers for what was looked at; each tells the other organisation.
 */
export async function writeLook(
  tx: Tx,
  { organisationId, userId, overseenId, ip }: Session,
  action: string,
  applicationId: string,
  details: Record<string, unknown>,
): Promise<void> {
  const row = { userId, action, subjectType: 'application', subjectId: applicationId, ip }
  if (!overseenId) return recordAudit(tx, { ...row, organisationId, details })
  await recordAudit(tx, { ...row, organisationId, details: { ...details, overseen: overseenId } })
  await recordAudit(tx, {
    ...row,
    organisationId: overseenId,
    details: { ...details, overseenBy: organisationId },
  })
}

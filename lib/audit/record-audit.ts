import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { isDiskFull, Refusal } from '@/lib/core/errors'
import { log, trace } from '@/lib/core/logger'

export type AuditEvent = {
  organisationId: string | null
  userId: string | null
  action: string
  result?: string
  subjectType?: string
  subjectId?: string
  /** Old and new values. Never personal data: those stand in the subject's own rows. */
  details?: Record<string, unknown>
  ip?: string | null
}

/**
 * Writes who did what, in the caller's transaction: an act without its row does not happen (A11, fault F28).
 * @throws Refusal when it cannot be written: the transaction is broken then, and nothing of it stays
 */
export const recordAudit = (tx: Tx, event: AuditEvent): Promise<void> => recordAudits(tx, [event])

/** The same for many acts, or many subjects of one, in one statement. */
export async function recordAudits(tx: Tx, events: AuditEvent[]): Promise<void> {
  const column = <T>(of: (event: AuditEvent) => T) => events.map(of)
  try {
    await tx.$executeRaw`
      INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
      SELECT ${now()}::timestamptz, e.* FROM unnest(
        ${column((event) => event.organisationId)}::uuid[], ${column((event) => event.userId)}::uuid[],
        ${column((event) => event.action)}::text[], ${column((event) => event.result ?? 'ok')}::text[],
        ${column((event) => event.subjectType ?? null)}::text[], ${column((event) => event.subjectId ?? null)}::text[],
        ${column((event) => JSON.stringify(event.details ?? {}))}::jsonb[], ${column((event) => event.ip ?? null)}::text[]) e`
  } catch (error) {
    log.error('audit.failed', { action: events[0]?.action, ...trace(error) })
    throw new Refusal('UNAVAILABLE', isDiskFull(error) ? 'refusal.diskFull' : 'refusal.noAudit')
  }
}

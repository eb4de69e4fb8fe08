import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
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
export async function recordAudit(tx: Tx, event: AuditEvent): Promise<void> {
  try {
    await tx.$executeRaw`
      INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
      VALUES (${now()}, ${event.organisationId}::uuid, ${event.userId}::uuid, ${event.action}, ${event.result ?? 'ok'},
              ${event.subjectType ?? null}, ${event.subjectId ?? null}, ${JSON.stringify(event.details ?? {})}::jsonb, ${event.ip ?? null})`
  } catch (error) {
    log.error('audit.failed', { action: event.action, ...trace(error) })
    throw new Refusal('UNAVAILABLE', 'refusal.noAudit')
  }
}

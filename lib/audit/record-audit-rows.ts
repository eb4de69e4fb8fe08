import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import type { AuditEvent } from './record-audit'

/** The rows of many like acts in one statement, in the caller's transaction. */
export async function recordAuditRows(tx: Tx, events: AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  await tx.$executeRaw`
    INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
    SELECT ${now()}, r."organisationId", r."userId", r.action, coalesce(r.result, 'ok'), r."subjectType", r."subjectId",
      coalesce(r.details, '{}'), r.ip
    FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb) AS r("organisationId" uuid, "userId" uuid, action text, result text,
      "subjectType" text, "subjectId" text, details jsonb, ip text)`
}

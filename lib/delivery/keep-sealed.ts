import { now } from '@/lib/core/clock'
import { Prisma, workerSql } from '@/lib/core/db'
import { sealBytes } from '@/lib/core/seal-value'
import { sha256Of } from './keep-envelope'
import type { Claimed } from './send-messages'

/**
 * Commits the bytes that are about to leave, before they do. What another certificate had signed stays in the log beside
 * them, under the same id (decision 4).
 * @returns whether this worker still holds the message
 */
export async function keepSealed({ id, leaseToken }: Claimed, bytes: Uint8Array): Promise<boolean> {
  const kept = await workerSql(Prisma.sql`
    WITH mine AS (
      SELECT id, driver, organisation_id FROM messages
      WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid AND state = 'PREPARED' FOR NO KEY UPDATE),
    kept AS (
      INSERT INTO envelopes (direction, operation, driver, message_id, organisation_id, body, sha256, created_at)
      SELECT 'OUT', 'SendRequest', driver, id::text, organisation_id, ${sealBytes('envelopes/body', bytes)}, ${sha256Of(bytes)}, ${now()}::timestamptz
      FROM mine RETURNING id)
    UPDATE messages m SET envelope_id = kept.id, may_be_taken = true FROM kept WHERE m.id = ${id}::uuid RETURNING m.id`)
  return kept.length > 0
}

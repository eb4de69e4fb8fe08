/** Deliveries after which nothing waits for anybody. */
const DONE = `('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE')`
const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

/** The id of ours that an envelope belongs to. */
const OURS = `CASE WHEN coalesce(envelopes.original_message_id, envelopes.message_id) ~ '${UUID}'
        THEN coalesce(envelopes.original_message_id, envelopes.message_id)::uuid END`

/**
 * SQL: sealed envelopes older than a time whose message is answered and whose changes wait for nobody. An answer to
 * nothing of ours is settled when it needs no acknowledging.
 */
export const settledBefore = (before: Date): string => `
  envelopes.position IS NOT NULL AND envelopes.act_id IS NULL
  AND envelopes.created_at < '${before.toISOString()}'::timestamptz
  AND (envelopes.direction = 'OUT' OR envelopes.acked_at IS NOT NULL)
  AND NOT EXISTS (
    SELECT FROM public.messages m
    WHERE m.id = ${OURS}
      AND (m.state IN ('PREPARED', 'SENT')
        OR EXISTS (SELECT FROM public.deliveries d WHERE d.message_id = m.id AND d.state NOT IN ${DONE})))
  AND NOT EXISTS (
    SELECT FROM public.notifications n WHERE n.id = ${OURS} AND n.state IN ('QUEUED', 'SENT'))
  AND NOT EXISTS (
    SELECT FROM public.directory_imports i WHERE i.asked @> ARRAY[${OURS}] AND i.state IN ('REQUESTED', 'ASKED'))`

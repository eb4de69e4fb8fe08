-- A change in a message is SENDING until it is settled; that it has left is said by its message alone, once for all that it
-- carries: a state of its own was one more version of each row (decision 022).
DROP INDEX deliveries_one_under_way;
UPDATE messages m SET sent_at = d.sent_at FROM (
  SELECT message_id, min(sent_at) AS sent_at FROM deliveries GROUP BY 1) d
WHERE d.message_id = m.id AND m.sent_at IS NULL AND d.sent_at IS NOT NULL;
UPDATE deliveries SET state = 'SENDING' WHERE state = 'SENT';
CREATE UNIQUE INDEX deliveries_one_under_way ON deliveries (application_id) WHERE state = 'SENDING';
ALTER TABLE deliveries DROP COLUMN sent_at;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_sent_by_message CHECK (state <> 'SENT');

-- Rows are named by their ids and states compared as text: of a partial index that was empty when it was last looked at, the planner
-- believes that it still is, and reads it whole for each message while a backlog grows.
CREATE OR REPLACE FUNCTION deliveries_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
  leaving uuid[];
  seqs int[];
  heads uuid[];
BEGIN
  SELECT array_agg(n.application_id), array_agg(n.seq) INTO leaving, seqs
  FROM after n JOIN before o USING (id) WHERE o.state = 'QUEUED' AND n.state = 'SENDING';
  IF leaving IS NOT NULL AND EXISTS (
    SELECT FROM unnest(leaving, seqs) n (application_id, seq) WHERE n.seq > (
      SELECT min(d.seq) FROM deliveries d WHERE d.application_id = n.application_id
        AND d.state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  SELECT array_agg(DISTINCT n.application_id) INTO touched FROM after n JOIN before o USING (id)
  WHERE n.state <> o.state AND NOT (n.state IN ('QUEUED', 'SENDING') AND o.state IN ('QUEUED', 'SENDING'));
  IF touched IS NULL THEN RETURN NULL; END IF;
  SELECT array_agg(head.id) INTO heads FROM (
    SELECT DISTINCT ON (application_id) id, state, ready_at FROM deliveries
    WHERE application_id = ANY (touched) AND state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')
    ORDER BY application_id, seq) head
  WHERE head.state = 'QUEUED' AND head.ready_at IS NULL;
  IF heads IS NOT NULL THEN
    UPDATE deliveries d SET ready_at = greatest(d.not_before, app_now()) WHERE d.id = ANY (heads);
  END IF;
  PERFORM applications_show_delivery(touched, ARRAY(
    SELECT (n.application_id, n.elk_order_number)::elk_number FROM after n
    WHERE n.state = 'ACCEPTED' AND n.elk_order_number IS NOT NULL));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION applications_show_delivery(touched uuid[], numbers elk_number[]) RETURNS void LANGUAGE sql AS $$
  UPDATE applications a SET delivery_state = shown.state, delivery_code = shown.answer_code, transfer_by = shown.transfer_by,
    elk_order_number = coalesce(shown.elk_order_number, a.elk_order_number)
  FROM (
    SELECT DISTINCT ON (d.application_id) d.application_id, d.answer_code, n.elk_order_number,
      (CASE WHEN d.state = 'SENDING' THEN 'QUEUED' ELSE d.state END)::delivery_state AS state,
      CASE WHEN d.state IN ('ACCEPTED', 'SKIPPED', 'IMPOSSIBLE') THEN NULL ELSE d.deadline_at END AS transfer_by
    FROM deliveries d LEFT JOIN unnest(numbers) n USING (application_id)
    WHERE d.application_id = ANY (touched) AND d.state::text <> 'SUPERSEDED'
    ORDER BY d.application_id,
      CASE WHEN d.state IN ('REFUSED', 'FAILED', 'IMPOSSIBLE') THEN 0 WHEN d.state IN ('QUEUED', 'SENDING') THEN 1 ELSE 2 END,
      CASE WHEN d.state IN ('ACCEPTED', 'SKIPPED') THEN -d.seq ELSE d.seq END) shown
  WHERE a.id = shown.application_id AND a.id = ANY (touched)
    AND (a.delivery_state, a.delivery_code, a.transfer_by, a.elk_order_number)
    IS DISTINCT FROM (shown.state, shown.answer_code, shown.transfer_by, coalesce(shown.elk_order_number, a.elk_order_number)) $$;

CREATE OR REPLACE FUNCTION delivery_metrics() RETURNS TABLE (name text, label text, value float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH recent AS (SELECT state, settled_at - created_at AS took FROM deliveries WHERE settled_at > app_now() - interval '5 minutes'),
  open AS (
    SELECT CASE WHEN d.state = 'SENDING' AND m.state = 'SENT' THEN 'sent' ELSE lower(d.state::text) END AS state, count(*) AS n
    FROM deliveries d LEFT JOIN messages m ON m.id = d.message_id
    WHERE d.state NOT IN ('ACCEPTED', 'SUPERSEDED') GROUP BY 1)
  SELECT 'open_changes', s, coalesce((SELECT n FROM open WHERE open.state = s), 0)
  FROM unnest(ARRAY['queued', 'sending', 'sent', 'refused', 'failed', 'impossible']) s
  UNION ALL SELECT 'backlog_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(ready_at)), 0)
    FROM deliveries WHERE state = 'QUEUED' AND ready_at <= app_now()
  UNION ALL SELECT 'unsettled_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(created_at)), 0)
    FROM deliveries WHERE state IN ('QUEUED', 'SENDING')
  UNION ALL SELECT 'overdue_changes', NULL, count(*) FROM deliveries
    WHERE state IN ('QUEUED', 'SENDING') AND escalated_at IS NOT NULL
  UNION ALL SELECT 'settled_5m', lower(s::text), (SELECT count(*) FROM recent WHERE recent.state = s)
    FROM unnest(ARRAY['ACCEPTED', 'REFUSED', 'FAILED']::delivery_state[]) s
  UNION ALL SELECT 'accepted_within_10s_ratio_5m', NULL, avg((took <= interval '10 seconds')::int) FROM recent WHERE state = 'ACCEPTED'
  UNION ALL SELECT 'messages', lower(s::text), (SELECT count(*) FROM messages m WHERE m.state = s)
    FROM unnest(ARRAY['PREPARED', 'SENT']::message_state[]) s
  UNION ALL SELECT 'message_retries', NULL, coalesce(sum(attempts - 1), 0) FROM messages WHERE state = 'PREPARED' AND attempts > 1
  UNION ALL SELECT 'open_alarms', kind, count(*) FROM alarms WHERE resolved_at IS NULL GROUP BY kind
  UNION ALL SELECT 'workers_alive', NULL, count(*) FROM worker_heartbeats WHERE beat_at > app_now() - interval '15 seconds' $$;

-- ── Indexes that every change of a status pays for ─────────────────────────────────────────────
-- Under row security an enum's operators may use no index (they are not leakproof), so these served nobody; a partial one is chosen
-- by its predicate all the same. Nothing is filtered by service or by the transfer's term alone, or ordered by the last update.
DROP INDEX applications_organisation_id_state_updated_at_id_idx, applications_by_delivery, applications_by_transfer,
  applications_organisation_id_service_id_updated_at_id_idx, applications_organisation_id_updated_at_id_idx;
CREATE INDEX applications_drafts ON applications (organisation_id) WHERE state = 'DRAFT';
CREATE INDEX applications_unsent ON applications (organisation_id) WHERE delivery_state = 'QUEUED';
CREATE INDEX applications_troubled ON applications (organisation_id) WHERE delivery_state IN ('REFUSED', 'FAILED');
CREATE INDEX "applications_organisation_id_created_at_id_idx" ON applications (organisation_id, created_at DESC, id DESC);
CREATE INDEX "applications_organisation_id_state_at_id_idx" ON applications (organisation_id, state_at DESC, id DESC);
-- One index for equality, for the beginning of the number and for its order.
DROP INDEX applications_by_order_number;
ALTER TABLE applications ALTER COLUMN order_number TYPE text COLLATE "C", ALTER COLUMN number TYPE text COLLATE "C";

-- What waits for its turn stands in deliveries_ready and deliveries_unsettled; by organisation is looked for what waits for a person.
DROP INDEX deliveries_open;
CREATE INDEX deliveries_of_people ON deliveries (organisation_id) WHERE state IN ('REFUSED', 'FAILED', 'IMPOSSIBLE');

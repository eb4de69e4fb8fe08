-- ── What may leave at once, in one index (decision 022) ────────────────────────────────────────
-- When the change's turn came: all before it are settled and nobody may take it back. NULL: something is before it.
ALTER TABLE deliveries ADD COLUMN ready_at timestamptz(3);
ALTER TABLE deliveries ADD COLUMN elk_order_number bigint;
GRANT UPDATE (elk_order_number) ON deliveries TO elk_worker;
DROP INDEX deliveries_waiting;
CREATE INDEX deliveries_ready ON deliveries (organisation_id, ready_at) WHERE state = 'QUEUED' AND ready_at IS NOT NULL;

DROP TRIGGER deliveries_guard ON deliveries;
DROP TRIGGER applications_show_delivery ON deliveries;
DROP FUNCTION applications_show_delivery();

CREATE OR REPLACE FUNCTION deliveries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.application_id, NEW.seq, NEW.attempt, NEW.kind, NEW.status_change_id, NEW.organisation_id)
     IS DISTINCT FROM (OLD.application_id, OLD.seq, OLD.attempt, OLD.kind, OLD.status_change_id, OLD.organisation_id)
     OR (NEW.facts IS DISTINCT FROM OLD.facts AND NOT personal_data_is_destroyed_now()) THEN
    RAISE EXCEPTION 'facts of a delivery are frozen';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_guard BEFORE UPDATE OF application_id, seq, attempt, kind, status_change_id, organisation_id, facts
  ON deliveries FOR EACH ROW EXECUTE FUNCTION deliveries_guard();

-- But for one case: ЕПГУ says by code 28 that it has no such order, so its accepted changes give way to new ones.
CREATE FUNCTION deliveries_stay_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (NEW.state = 'SUPERSEDED' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.kind = 'UPDATE' AND d.state = 'REFUSED'
      AND d.answer_code = 28 AND d.seq > NEW.seq)) THEN
    RAISE EXCEPTION 'an accepted delivery stays accepted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_stay_accepted BEFORE UPDATE OF state ON deliveries
  FOR EACH ROW WHEN (OLD.state = 'ACCEPTED' AND NEW.state <> 'ACCEPTED') EXECUTE FUNCTION deliveries_stay_accepted();

-- The triggers and take_ready run as the owner: under row security the planner may not look at the statistics of an enum, and
-- takes every partial index for an empty one.

-- A change that is put into the queue is ready when nothing unsettled is before it; what comes after it then is not.
CREATE FUNCTION deliveries_enter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.ready_at := CASE WHEN NOT EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN greatest(NEW.not_before, app_now()) END;
  UPDATE deliveries SET ready_at = NULL
  WHERE application_id = NEW.application_id AND seq > NEW.seq AND state = 'QUEUED' AND ready_at IS NOT NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_enter BEFORE INSERT ON deliveries FOR EACH ROW WHEN (NEW.state = 'QUEUED') EXECUTE FUNCTION deliveries_enter();
CREATE TRIGGER deliveries_enter_again BEFORE UPDATE OF state, not_before ON deliveries FOR EACH ROW
  WHEN (NEW.state = 'QUEUED' AND (OLD.state <> 'QUEUED' OR NEW.not_before <> OLD.not_before)) EXECUTE FUNCTION deliveries_enter();

-- After each statement, for all its rows at once: the order is held, the next of each application gets its turn, and the list
-- shows one delivery state an application: the refusal that waits for a person, else that something is under way, else the last.
CREATE FUNCTION deliveries_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
  leaving uuid[];
  seqs int[];
BEGIN
  SELECT array_agg(n.application_id), array_agg(n.seq) INTO leaving, seqs
  FROM after n JOIN before o USING (id) WHERE o.state = 'QUEUED' AND n.state = 'SENDING';
  IF leaving IS NOT NULL AND EXISTS (
    SELECT FROM unnest(leaving, seqs) n (application_id, seq) WHERE n.seq > (
      SELECT min(d.seq) FROM deliveries d WHERE d.application_id = n.application_id
        AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  SELECT array_agg(DISTINCT n.application_id) INTO touched FROM after n JOIN before o USING (id)
  WHERE n.state <> o.state AND NOT (n.state IN ('QUEUED', 'SENDING', 'SENT') AND o.state IN ('QUEUED', 'SENDING', 'SENT'));
  IF touched IS NULL THEN RETURN NULL; END IF;
  UPDATE deliveries d SET ready_at = greatest(d.not_before, app_now())
  FROM (SELECT DISTINCT ON (application_id) id FROM deliveries
        WHERE application_id = ANY (touched) AND state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')
        ORDER BY application_id, seq) head
  WHERE d.id = head.id AND d.state = 'QUEUED' AND d.ready_at IS NULL;
  PERFORM applications_show_delivery(touched, ARRAY(
    SELECT (n.application_id, n.elk_order_number)::elk_number FROM after n
    WHERE n.state = 'ACCEPTED' AND n.elk_order_number IS NOT NULL));
  RETURN NULL;
END $$;

CREATE TYPE elk_number AS (application_id uuid, elk_order_number bigint);
CREATE FUNCTION applications_show_delivery(touched uuid[], numbers elk_number[]) RETURNS void LANGUAGE sql AS $$
  UPDATE applications a SET delivery_state = shown.state, delivery_code = shown.answer_code, transfer_by = shown.transfer_by,
    elk_order_number = coalesce(shown.elk_order_number, a.elk_order_number)
  FROM (
    SELECT DISTINCT ON (d.application_id) d.application_id, d.answer_code, n.elk_order_number,
      (CASE WHEN d.state IN ('SENDING', 'SENT') THEN 'QUEUED' ELSE d.state END)::delivery_state AS state,
      CASE WHEN d.state IN ('ACCEPTED', 'SKIPPED', 'IMPOSSIBLE') THEN NULL ELSE d.deadline_at END AS transfer_by
    FROM deliveries d LEFT JOIN unnest(numbers) n USING (application_id)
    WHERE d.application_id = ANY (touched) AND d.state <> 'SUPERSEDED'
    ORDER BY d.application_id,
      CASE WHEN d.state IN ('REFUSED', 'FAILED', 'IMPOSSIBLE') THEN 0 WHEN d.state IN ('QUEUED', 'SENDING', 'SENT') THEN 1 ELSE 2 END,
      CASE WHEN d.state IN ('ACCEPTED', 'SKIPPED') THEN -d.seq ELSE d.seq END) shown
  WHERE a.id = shown.application_id AND (a.delivery_state, a.delivery_code, a.transfer_by, a.elk_order_number)
    IS DISTINCT FROM (shown.state, shown.answer_code, shown.transfer_by, coalesce(shown.elk_order_number, a.elk_order_number)) $$;

CREATE FUNCTION deliveries_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM applications_show_delivery(ARRAY(SELECT DISTINCT application_id FROM after), '{}');
  RETURN NULL;
END $$;
CREATE TRIGGER deliveries_entered AFTER INSERT ON deliveries REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION deliveries_entered();
CREATE TRIGGER deliveries_follow AFTER UPDATE ON deliveries REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION deliveries_follow();

-- The changes whose turn has come: whole organisations in turn, beginning after `last`, of each from where `ids` and `froms` say
-- and up to a message, no more than `most` in all.
CREATE FUNCTION take_ready(ids uuid[], froms timestamptz[], last uuid, per_message int, most int, usual smev_driver,
  drivers smev_driver[], signed_only boolean)
RETURNS TABLE (id uuid, application_id uuid, organisation_id uuid, kind delivery_kind, driver smev_driver, before smev_driver,
  facts jsonb, ready_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT d.id, d.application_id, d.organisation_id, d.kind, coalesce(o.smev_driver, usual), m.driver, d.facts, d.ready_at
  FROM (SELECT o.id, o.smev_driver, f.ready_at AS from_at FROM organisations o
        LEFT JOIN unnest(ids, froms) AS f (id, ready_at) USING (id)
        WHERE coalesce(o.smev_driver, usual) = ANY (drivers)
        ORDER BY (o.id <= last), o.id) o
  CROSS JOIN LATERAL (
    SELECT d.* FROM deliveries d
    WHERE d.organisation_id = o.id AND d.state = 'QUEUED' AND d.ready_at <= app_now() AND d.ready_at >= coalesce(o.from_at, '-infinity')
      AND d.seq = (SELECT min(e.seq) FROM deliveries e WHERE e.application_id = d.application_id
                   AND e.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))
      AND NOT (signed_only AND has_unsigned_file(d.facts))
    ORDER BY d.ready_at LIMIT per_message FOR UPDATE OF d SKIP LOCKED) d
  LEFT JOIN messages m ON m.id = d.message_id
  LIMIT most;
END $$;
REVOKE ALL ON FUNCTION take_ready(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_ready(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], boolean) TO elk_worker;

CREATE FUNCTION has_unsigned_file(facts jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT jsonb_typeof(facts #> '{status,attachments}') = 'array' AND EXISTS (
    SELECT FROM jsonb_array_elements(facts #> '{status,attachments}') a
    WHERE a->'signature' IS NULL AND NOT EXISTS (
      SELECT FROM file_signatures s WHERE s.file_id::text = a->>'fileId' AND s.removed_at IS NULL)) $$;

UPDATE deliveries d SET ready_at = greatest(d.not_before, app_now()) WHERE d.state = 'QUEUED' AND NOT EXISTS (
  SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.seq < d.seq AND e.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'));
UPDATE applications SET delivery_state = 'QUEUED' WHERE delivery_state IN ('SENDING', 'SENT');

-- ── The bytes of a message are made of the frozen facts when it leaves, and stored before they do ──
ALTER TABLE messages DROP CONSTRAINT messages_prepared_or_sealed;
ALTER TABLE messages DROP COLUMN prepared;

-- ── Which of a refused message's changes is the bad one: half of them at a time (fault F14) ──────
CREATE TABLE message_splits (
  message_id uuid PRIMARY KEY REFERENCES messages (id),
  rest uuid[] NOT NULL, -- if the message is taken, the bad one is among these
  free uuid[] NOT NULL, -- not to blame; they wait for the end, to go together
  fault text, -- what was said of the message that all of these were in
  created_at timestamptz(3) NOT NULL
);
ALTER TABLE message_splits ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_queue ON message_splits TO elk_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON message_splits TO elk_worker;

-- ── The worker is woken by NOTIFY after the commit, once for many: the queue's tables go ────────
DROP FUNCTION wake_delivery();
DROP FUNCTION wake_delivery(timestamptz);
DROP SCHEMA IF EXISTS graphile_worker CASCADE;

-- ── What a monitoring system asks for: figures, no row of any organisation ──────────────────────
CREATE INDEX deliveries_settled ON deliveries USING brin (settled_at) WITH (autosummarize = on);
CREATE FUNCTION delivery_metrics() RETURNS TABLE (name text, label text, value float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH recent AS (SELECT state, settled_at - created_at AS took FROM deliveries WHERE settled_at > app_now() - interval '5 minutes')
  SELECT 'open_changes', lower(s::text), (SELECT count(*) FROM deliveries d WHERE d.state = s AND d.state NOT IN ('ACCEPTED', 'SUPERSEDED'))
  FROM unnest(ARRAY['QUEUED', 'SENDING', 'SENT', 'REFUSED', 'FAILED', 'IMPOSSIBLE']::delivery_state[]) s
  UNION ALL SELECT 'backlog_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(ready_at)), 0)
    FROM deliveries WHERE state = 'QUEUED' AND ready_at <= app_now()
  UNION ALL SELECT 'unsettled_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(created_at)), 0)
    FROM deliveries WHERE state IN ('QUEUED', 'SENDING', 'SENT')
  UNION ALL SELECT 'overdue_changes', NULL, count(*) FROM deliveries
    WHERE state IN ('QUEUED', 'SENDING', 'SENT') AND escalated_at IS NOT NULL
  UNION ALL SELECT 'settled_5m', lower(s::text), (SELECT count(*) FROM recent WHERE recent.state = s)
    FROM unnest(ARRAY['ACCEPTED', 'REFUSED', 'FAILED']::delivery_state[]) s
  UNION ALL SELECT 'accepted_within_10s_ratio_5m', NULL, avg((took <= interval '10 seconds')::int) FROM recent WHERE state = 'ACCEPTED'
  UNION ALL SELECT 'messages', lower(s::text), (SELECT count(*) FROM messages m WHERE m.state = s)
    FROM unnest(ARRAY['PREPARED', 'SENT']::message_state[]) s
  UNION ALL SELECT 'message_retries', NULL, coalesce(sum(attempts - 1), 0) FROM messages WHERE state = 'PREPARED' AND attempts > 1
  UNION ALL SELECT 'open_alarms', kind, count(*) FROM alarms WHERE resolved_at IS NULL GROUP BY kind
  UNION ALL SELECT 'workers_alive', NULL, count(*) FROM worker_heartbeats WHERE beat_at > app_now() - interval '15 seconds' $$;
REVOKE ALL ON FUNCTION delivery_metrics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_metrics() TO elk_web;

-- Changes that are saved together are locked and written as sets, an organisation's person at a time (decision 040): what a statement
-- costs before its first row was most of what each change cost.

-- Applications under their locks, as whoever held them left them; then the changes of each, and whatever was saved under its key. Nothing
-- of one that is not there, or that is another's at this moment and nobody waits.
CREATE OR REPLACE FUNCTION lock_to_change(organisations uuid[], people uuid[], applications uuid[], keys uuid[], waits boolean)
RETURNS TABLE (nth int, locked jsonb, changes jsonb) LANGUAGE plpgsql SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  person record;
  held uuid[];
BEGIN
  FOR person IN SELECT o.id AS organisation, o.person, array_agg(o.nth::int) AS nths, array_agg(lock_to_change.applications[o.nth]) AS wanted
    FROM unnest(organisations, people) WITH ORDINALITY o (id, person, nth) GROUP BY 1, 2 ORDER BY 1, 2
  LOOP
    PERFORM enter_organisation(person.organisation, person.person);
    IF waits THEN held := ARRAY(SELECT a.id FROM applications a WHERE a.id = ANY (person.wanted) ORDER BY a.id FOR UPDATE);
    ELSE held := ARRAY(SELECT a.id FROM applications a WHERE a.id = ANY (person.wanted) ORDER BY a.id FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
    SELECT n, jsonb_build_object('id', a.id, 'organisationId', a.organisation_id, 'version', a.version, 'state', a.state, 'stateAt', a.state_at,
        'elkStatus', a.elk_status, 'requestDate', a.request_date, 'serviceTermAt', a.service_term_at, 'orderNumber', a.order_number,
        'elkOrderNumber', a.elk_order_number::text, 'updatedById', a.updated_by_id, 'updatedAt', a.updated_at,
        'allowedStatuses', coalesce(s.allowed_statuses, '{}'), 'organisation', jsonb_build_object('inn', o.inn, 'kpp', o.kpp,
          'timeZone', o.time_zone, 'smevEnvironment', o.smev_environment)),
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'applicationId', c.application_id, 'seq', c.seq, 'statusDate', c.status_date,
          'repeated', coalesce(c.idempotency_key = keys[n], false), 'states', sent.states, 'attempts', sent.attempts)
          ORDER BY c.seq, c.attempt), '[]')
        FROM status_changes c CROSS JOIN LATERAL (
          SELECT coalesce(jsonb_agg(d.state), '[]') AS states, coalesce(max(d.attempt), 0) AS attempts
          FROM deliveries d WHERE d.application_id = c.application_id AND d.status_change_id = c.id) sent
        WHERE c.application_id = a.id OR c.idempotency_key = keys[n])
    FROM unnest(person.nths) n JOIN applications a ON a.id = lock_to_change.applications[n] JOIN organisations o ON o.id = a.organisation_id
      LEFT JOIN services s ON s.id = a.service_id
    WHERE a.id = ANY (held);
  END LOOP;
END $$;

-- What was judged of changes of one organisation, which is entered: rows of each table, and of each change its own application.
CREATE FUNCTION write_status_changes(changes jsonb, states jsonb, deliveries jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  written int;
BEGIN
  INSERT INTO status_changes (id, organisation_id, application_id, seq, attempt, status, status_date, is_informed, without_result, reason, comment,
    citizen_text, before, backdated_for, idempotency_key, created_by_id, created_at)
  SELECT c.id, c.organisation_id, c.application_id, c.seq, c.attempt, c.status, c.status_date, c.is_informed, c.without_result,
    c.reason, c.comment, c.citizen_text, c.before, c.backdated_for, c.idempotency_key, c.created_by_id, c.created_at
  FROM jsonb_populate_recordset(NULL::status_changes, changes) c;
  -- What the trigger of the delivery would write is written at once, where nothing else of the application waits: a version of a row
  -- with a dozen indexes less. It finds it so, or puts it right.
  UPDATE applications a SET state = s.state, state_at = s.state_at, elk_status = s.elk_status, service_term_at = s.service_term_at,
    version = s.version, updated_at = s.updated_at, updated_by_id = s.updated_by_id,
    delivery_state = CASE WHEN s.transfer_by IS NOT NULL AND coalesce(a.delivery_state IN ('ACCEPTED', 'SKIPPED'), true) THEN 'QUEUED' ELSE a.delivery_state END,
    delivery_code = CASE WHEN s.transfer_by IS NOT NULL AND coalesce(a.delivery_state IN ('ACCEPTED', 'SKIPPED'), true) THEN NULL ELSE a.delivery_code END,
    transfer_by = CASE WHEN s.transfer_by IS NOT NULL AND coalesce(a.delivery_state IN ('ACCEPTED', 'SKIPPED'), true) THEN s.transfer_by ELSE a.transfer_by END
  FROM jsonb_to_recordset(states) s (id uuid, state application_state, state_at timestamptz, elk_status int, service_term_at timestamptz, version int,
    updated_at timestamptz, updated_by_id uuid, transfer_by timestamptz)
  WHERE a.id = s.id AND a.version = s.version - 1;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written <> jsonb_array_length(states) THEN RAISE EXCEPTION 'an application is not as it was locked'; END IF;
  INSERT INTO deliveries (id, organisation_id, application_id, status_change_id, seq, attempt, kind, facts, not_before, deadline_at, created_at)
  SELECT d.id, d.organisation_id, d.application_id, d.status_change_id, d.seq, d.attempt, d.kind, d.facts, d.not_before, d.deadline_at, d.created_at
  FROM jsonb_populate_recordset(NULL::deliveries, write_status_changes.deliveries) d;
END $$;

CREATE OR REPLACE FUNCTION save_status_change(change jsonb, state jsonb, delivery jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_status_changes(jsonb_build_array(change), jsonb_build_array(state || jsonb_build_object('transfer_by', delivery->'deadline_at')),
    CASE WHEN jsonb_typeof(delivery) = 'object' THEN jsonb_build_array(delivery) ELSE '[]' END);
END $$;

-- The same for many, an organisation's person at a time, each change with its row of the journal. (save_status_changes stays for a version
-- beside this one.)
CREATE FUNCTION save_changes_together(organisations uuid[], people uuid[], sets jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  written jsonb;
  n int := 0;
BEGIN
  FOR written IN SELECT * FROM jsonb_array_elements(sets) LOOP
    n := n + 1;
    PERFORM enter_organisation(organisations[n], people[n]);
    PERFORM write_status_changes(written->'changes', written->'states', written->'deliveries');
    INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
    SELECT e.at, e.organisation_id, e.user_id, e.action, 'ok', e.subject_type, e.subject_id, e.details, e.ip
    FROM jsonb_populate_recordset(NULL::audit_events, written->'audits') e;
  END LOOP;
END $$;

-- Of the application's other deliveries both questions are one.
CREATE OR REPLACE FUNCTION deliveries_enter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  delay interval;
  waits boolean;
  is_before boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    delay := NEW.not_before - NEW.created_at;
    NEW.created_at := least(NEW.created_at, app_now());
    NEW.not_before := CASE WHEN delay > interval '0' THEN app_now() + delay ELSE NEW.created_at END;
  END IF;
  SELECT coalesce(bool_or(d.seq < NEW.seq AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')), false), coalesce(bool_or(d.seq > NEW.seq), false)
  INTO waits, is_before FROM deliveries d WHERE d.application_id = NEW.application_id;
  NEW.ready_at := CASE WHEN NOT waits THEN greatest(NEW.not_before, app_now()) END;
  IF is_before THEN
    UPDATE deliveries SET ready_at = NULL
    WHERE application_id = NEW.application_id AND seq > NEW.seq AND state::text = 'QUEUED' AND ready_at IS NOT NULL;
  END IF;
  RETURN NEW;
END $$;

-- What the settings of a caller forbid its triggers are forbidden too: within take_messages each changed row was compared with each. Both
-- states of a row are found by grouping, and the next of each application by its id, whoever calls.
CREATE OR REPLACE FUNCTION deliveries_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_nestloop = on SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  touched uuid[];
  leaving uuid[];
  seqs int[];
BEGIN
  SELECT array_agg(c.application_id) FILTER (WHERE c.was = 'QUEUED' AND c.becomes = 'SENDING'),
    array_agg(c.seq) FILTER (WHERE c.was = 'QUEUED' AND c.becomes = 'SENDING'),
    array_agg(DISTINCT c.application_id) FILTER (WHERE NOT (c.becomes IN ('QUEUED', 'SENDING') AND c.was IN ('QUEUED', 'SENDING')))
  INTO leaving, seqs, touched FROM (
    SELECT s.application_id, s.seq, min(s.was) AS was, min(s.becomes) AS becomes FROM (
      SELECT id, application_id, seq, state AS was, NULL::delivery_state AS becomes FROM before
      UNION ALL SELECT id, application_id, seq, NULL, state FROM after) s
    GROUP BY s.id, s.application_id, s.seq HAVING min(s.was) <> min(s.becomes)) c;
  IF leaving IS NOT NULL AND EXISTS (
    SELECT FROM unnest(leaving, seqs) n (application_id, seq) WHERE n.seq > (
      SELECT min(d.seq) FROM deliveries d WHERE d.application_id = n.application_id
        AND d.state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  IF touched IS NULL THEN RETURN NULL; END IF;
  UPDATE deliveries d SET ready_at = greatest(d.not_before, app_now()) FROM (
    SELECT DISTINCT ON (application_id) id, state, ready_at FROM deliveries
    WHERE application_id = ANY (touched) AND state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')
    ORDER BY application_id, seq) head
  WHERE d.id = head.id AND head.state = 'QUEUED' AND head.ready_at IS NULL;
  PERFORM applications_show_delivery(touched, ARRAY(
    SELECT (n.application_id, n.elk_order_number)::elk_number FROM after n
    WHERE n.state = 'ACCEPTED' AND n.elk_order_number IS NOT NULL));
  RETURN NULL;
END $$;
ALTER FUNCTION applications_show_delivery(uuid[], elk_number[]) SET enable_hashjoin = on;
ALTER FUNCTION applications_show_delivery(uuid[], elk_number[]) SET enable_mergejoin = on;

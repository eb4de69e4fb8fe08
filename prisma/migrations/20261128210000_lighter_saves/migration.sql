-- What follows a change is rarely there: a look by the order's own index, and only then the update of what waits behind.
CREATE OR REPLACE FUNCTION deliveries_enter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.ready_at := CASE WHEN NOT EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN greatest(NEW.not_before, app_now()) END;
  IF EXISTS (SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq > NEW.seq) THEN
    UPDATE deliveries SET ready_at = NULL
    WHERE application_id = NEW.application_id AND seq > NEW.seq AND state::text = 'QUEUED' AND ready_at IS NOT NULL;
  END IF;
  RETURN NEW;
END $$;

-- A plan for a set of any length, made once a connection: making one for each set cost a third of its run.
ALTER FUNCTION applications_show_delivery(uuid[], elk_number[]) SET plan_cache_mode = force_generic_plan;

-- ── A save in two statements ───────────────────────────────────────────────────────────────────
-- Functions, so that their plans are made once a connection, behind a pooler too: planning was a third of what a save cost the
-- database, and eighteen statements nearly all of what it cost the application. They see what their caller may see.

-- The application under its lock, as whoever held it left it; then its changes, whatever was saved under the key, and the open
-- entries of ЕСНСИ 7212. Each statement sees what is committed when it begins.
CREATE FUNCTION lock_for_change(application uuid, key uuid) RETURNS TABLE (locked jsonb, changes jsonb, statuses jsonb)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  SELECT jsonb_build_object('id', a.id, 'organisationId', a.organisation_id, 'version', a.version, 'state', a.state, 'stateAt', a.state_at,
      'elkStatus', a.elk_status, 'requestDate', a.request_date, 'serviceTermAt', a.service_term_at, 'orderNumber', a.order_number,
      'elkOrderNumber', a.elk_order_number::text, 'updatedById', a.updated_by_id, 'updatedAt', a.updated_at,
      'allowedStatuses', coalesce(s.allowed_statuses, '{}'), 'organisation', jsonb_build_object('inn', o.inn, 'kpp', o.kpp,
        'timeZone', o.time_zone, 'smevEnvironment', o.smev_environment))
  INTO locked
  FROM applications a JOIN organisations o ON o.id = a.organisation_id LEFT JOIN services s ON s.id = a.service_id
  WHERE a.id = application FOR UPDATE OF a;
  IF locked IS NULL THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'applicationId', c.application_id, 'seq', c.seq, 'statusDate', c.status_date,
      'repeated', coalesce(c.idempotency_key = key, false), 'states', sent.states, 'attempts', sent.attempts) ORDER BY c.seq, c.attempt), '[]')
  INTO changes
  FROM status_changes c CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(d.state), '[]') AS states, coalesce(max(d.attempt), 0) AS attempts
    FROM deliveries d WHERE d.application_id = c.application_id AND d.status_change_id = c.id) sent
  WHERE c.application_id = application OR c.idempotency_key = key;
  SELECT jsonb_agg(jsonb_build_object('code', e.code, 'name', e.name, 'confirmed', e.confirmed, 'attributes', e.attributes))
  INTO statuses FROM directory_entries e WHERE e.directory = 7212 AND e.closed_at IS NULL;
  RETURN NEXT;
END $$;

-- One change of the status as its three rows; without a delivery where one takes the place of another.
CREATE FUNCTION save_status_change(change jsonb, state jsonb, delivery jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  settled boolean;
BEGIN
  INSERT INTO status_changes SELECT c.* FROM jsonb_populate_record(NULL::status_changes, change) c;
  -- What the trigger of the delivery would write is written at once, where nothing else of the application waits: a version of a row
  -- with a dozen indexes less. It finds it so, or puts it right.
  settled := delivery IS NOT NULL AND (SELECT coalesce(a.delivery_state IN ('ACCEPTED', 'SKIPPED'), true) FROM applications a
    WHERE a.id = (save_status_change.state->>'id')::uuid);
  UPDATE applications a SET state = s.state, state_at = s.state_at, elk_status = s.elk_status, service_term_at = s.service_term_at,
    version = s.version, updated_at = s.updated_at, updated_by_id = s.updated_by_id,
    delivery_state = CASE WHEN settled THEN 'QUEUED' ELSE a.delivery_state END,
    delivery_code = CASE WHEN settled THEN NULL ELSE a.delivery_code END,
    transfer_by = CASE WHEN settled THEN (delivery->>'deadline_at')::timestamptz ELSE a.transfer_by END
  FROM jsonb_populate_record(NULL::applications, save_status_change.state) s WHERE a.id = s.id AND a.version = s.version - 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'the application is not as it was locked'; END IF;
  IF delivery IS NOT NULL THEN
    INSERT INTO deliveries (id, organisation_id, application_id, status_change_id, seq, attempt, kind, facts, not_before, deadline_at, created_at)
    SELECT d.id, d.organisation_id, d.application_id, d.status_change_id, d.seq, d.attempt, d.kind, d.facts, d.not_before, d.deadline_at, d.created_at
    FROM jsonb_populate_record(NULL::deliveries, delivery) d;
  END IF;
END $$;

-- Who did what: sealed by the machinery of the message log.
ALTER TABLE audit_events
  ADD COLUMN position bigint,
  ADD COLUMN seal bytea,
  ADD CONSTRAINT audit_events_sealed CHECK ((position IS NULL) = (seal IS NULL));
CREATE UNIQUE INDEX audit_events_position_key ON audit_events (position);
CREATE INDEX audit_events_unsealed ON audit_events (id) WHERE position IS NULL;
CREATE INDEX audit_events_organisation_id_id_idx ON audit_events (organisation_id, id DESC);

CREATE FUNCTION audit_events_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.position IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['position', 'seal']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['position', 'seal']) THEN
    RAISE EXCEPTION 'who did what is kept as it was written';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_events_guard BEFORE UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_guard();
CREATE TRIGGER audit_events_grow BEFORE DELETE OR TRUNCATE ON audit_events EXECUTE FUNCTION log_keeps();

GRANT UPDATE (position, seal) ON audit_events TO elk_worker;
-- How far the own organisation's rows are sealed is theirs to see; the heads of all logs hold no personal data.
GRANT SELECT (log, position, at) ON log_heads TO elk_web;

-- What each verification of a log found.
CREATE TABLE log_checks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log text NOT NULL,
  at timestamptz(3) NOT NULL,
  row_count bigint NOT NULL,
  violations integer NOT NULL,
  by text NOT NULL
);
CREATE INDEX log_checks_log_id_idx ON log_checks (log, id DESC);
GRANT SELECT ON log_checks TO elk_web;
GRANT SELECT, INSERT ON log_checks TO elk_worker;

-- «История»: changes of settings are few among what is done.
CREATE INDEX audit_events_settings ON audit_events (organisation_id, id DESC)
  WHERE subject_type IN ('user', 'organisation', 'office', 'service', 'directory') AND result = 'ok';
-- Which applications went away in a file.
CREATE INDEX audit_events_carried ON audit_events USING gin ((details->'applications')) WHERE details ? 'applications';
CREATE INDEX audit_events_acts ON audit_events (organisation_id, action, id DESC);

-- ── Personal data whose time is over (decision 015) ─────────────────────────────────────────────
-- What was destroyed, by whom and why. The owner's alone to write: neither web nor worker can destroy anything.
CREATE TABLE personal_data_acts (
  id bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  by text NOT NULL,
  reason text NOT NULL,
  before timestamptz(3) NOT NULL,
  applications bigint NOT NULL,
  files bigint NOT NULL,
  envelopes bigint NOT NULL,
  notifications bigint NOT NULL,
  searches bigint NOT NULL,
  act_name text NOT NULL,
  act_digest bytea NOT NULL,
  position bigint,
  seal bytea,
  CONSTRAINT personal_data_acts_sealed CHECK ((position IS NULL) = (seal IS NULL))
);
CREATE UNIQUE INDEX personal_data_acts_position_key ON personal_data_acts (position);
CREATE TRIGGER personal_data_acts_guard BEFORE UPDATE ON personal_data_acts FOR EACH ROW EXECUTE FUNCTION log_acts_guard();
CREATE TRIGGER personal_data_acts_grow BEFORE DELETE OR TRUNCATE ON personal_data_acts EXECUTE FUNCTION log_keeps();
GRANT SELECT ON personal_data_acts TO elk_worker;
GRANT UPDATE (position, seal) ON personal_data_acts TO elk_worker;

ALTER TABLE applications ADD COLUMN personal_data_act_id bigint
  REFERENCES personal_data_acts (id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX applications_finished ON applications (state_at)
  WHERE state IN ('GRANTED', 'REFUSED', 'CANCELLED') AND personal_data_act_id IS NULL;

-- What is frozen may lose its personal data in the transaction that writes the act, and in no other.
CREATE FUNCTION personal_data_is_destroyed_now() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT FROM personal_data_acts WHERE xmin = pg_current_xact_id()::xid) $$;
REVOKE ALL ON FUNCTION personal_data_is_destroyed_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION personal_data_is_destroyed_now() TO elk_web, elk_worker;

CREATE OR REPLACE FUNCTION deliveries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.application_id, NEW.seq, NEW.attempt, NEW.kind, NEW.status_change_id, NEW.organisation_id)
     IS DISTINCT FROM (OLD.application_id, OLD.seq, OLD.attempt, OLD.kind, OLD.status_change_id, OLD.organisation_id)
     OR (NEW.facts IS DISTINCT FROM OLD.facts AND NOT personal_data_is_destroyed_now()) THEN
    RAISE EXCEPTION 'facts of a delivery are frozen';
  END IF;
  IF OLD.state = 'ACCEPTED' AND NEW.state <> 'ACCEPTED' AND NOT (NEW.state = 'SUPERSEDED' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.kind = 'UPDATE' AND d.state = 'REFUSED'
      AND d.answer_code = 28 AND d.seq > NEW.seq)) THEN
    RAISE EXCEPTION 'an accepted delivery stays accepted';
  END IF;
  IF OLD.state = 'QUEUED' AND NEW.state = 'SENDING' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION notifications_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.organisation_id, NEW.recipient_kind) IS DISTINCT FROM (OLD.organisation_id, OLD.recipient_kind)
     OR ((NEW.recipient_name, NEW.identifier, NEW.title, NEW.text)
         IS DISTINCT FROM (OLD.recipient_name, OLD.identifier, OLD.title, OLD.text)
         AND NOT personal_data_is_destroyed_now()) THEN
    RAISE EXCEPTION 'a notification is kept as it was written';
  END IF;
  RETURN NEW;
END $$;

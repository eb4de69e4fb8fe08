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

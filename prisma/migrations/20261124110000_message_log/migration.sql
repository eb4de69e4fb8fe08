-- The log of messages: sealed by hash in batches, its contents destroyed by acts only.
ALTER TABLE envelopes
  ALTER COLUMN body DROP NOT NULL,
  ADD COLUMN position bigint,
  ADD COLUMN seal bytea,
  ADD COLUMN act_id bigint;

CREATE TABLE log_acts (
  id bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  by text NOT NULL,
  reason text NOT NULL,
  before timestamptz(3) NOT NULL,
  row_count bigint NOT NULL CHECK (row_count > 0),
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  rows_digest bytea NOT NULL,
  export_name text NOT NULL,
  export_digest bytea NOT NULL,
  position bigint,
  seal bytea,
  CONSTRAINT log_acts_sealed CHECK ((position IS NULL) = (seal IS NULL))
);

CREATE TABLE log_heads (
  log text NOT NULL,
  position bigint NOT NULL,
  seal bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  CONSTRAINT log_heads_pkey PRIMARY KEY (log, position)
);

ALTER TABLE envelopes
  ADD CONSTRAINT envelopes_sealed CHECK ((position IS NULL) = (seal IS NULL)),
  ADD CONSTRAINT envelopes_destroyed CHECK ((body IS NULL) = (act_id IS NOT NULL)),
  ADD CONSTRAINT envelopes_act_id_fkey FOREIGN KEY (act_id) REFERENCES log_acts (id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX envelopes_position_key ON envelopes (position);
CREATE UNIQUE INDEX log_acts_position_key ON log_acts (position);
CREATE INDEX envelopes_message_id_idx ON envelopes (message_id);
CREATE INDEX envelopes_unsealed ON envelopes (id) WHERE position IS NULL;

-- ── What was written stays as it was ────────────────────────────────────────────────────────────
DROP TRIGGER envelopes_guard ON envelopes;
CREATE OR REPLACE FUNCTION envelopes_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.sha256, NEW.direction, NEW.operation, NEW.driver, NEW.message_id, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.sha256, OLD.direction, OLD.operation, OLD.driver, OLD.message_id, OLD.created_at) THEN
    RAISE EXCEPTION 'an envelope is kept as it came';
  END IF;
  IF (NEW.body, NEW.act_id) IS DISTINCT FROM (OLD.body, OLD.act_id)
     AND NOT (NEW.body IS NULL AND OLD.act_id IS NULL AND NEW.act_id IS NOT NULL AND OLD.position IS NOT NULL) THEN
    RAISE EXCEPTION 'an envelope is kept as it came';
  END IF;
  RETURN NEW;
END $$;
-- Of these columns only: sealing a row does not compare its bytes.
CREATE TRIGGER envelopes_guard BEFORE UPDATE OF id, sha256, direction, operation, driver, message_id, created_at, body, act_id
  ON envelopes FOR EACH ROW EXECUTE FUNCTION envelopes_guard();

CREATE FUNCTION envelopes_keep_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.position, NEW.seal, NEW.original_message_id, NEW.organisation_id, NEW.processed_at)
     IS DISTINCT FROM (OLD.position, OLD.seal, OLD.original_message_id, OLD.organisation_id, OLD.processed_at) THEN
    RAISE EXCEPTION 'a sealed envelope is kept as it was sealed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER envelopes_keep_seal BEFORE UPDATE OF position, seal, original_message_id, organisation_id, processed_at
  ON envelopes FOR EACH ROW WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION envelopes_keep_seal();

CREATE FUNCTION log_acts_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.position IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['position', 'seal']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['position', 'seal']) THEN
    RAISE EXCEPTION 'an act is kept as it was written';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER log_acts_guard BEFORE UPDATE ON log_acts FOR EACH ROW EXECUTE FUNCTION log_acts_guard();

CREATE FUNCTION log_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
END $$;
CREATE TRIGGER envelopes_grow BEFORE DELETE OR TRUNCATE ON envelopes EXECUTE FUNCTION log_keeps();
CREATE TRIGGER log_acts_grow BEFORE DELETE OR TRUNCATE ON log_acts EXECUTE FUNCTION log_keeps();
CREATE TRIGGER log_heads_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON log_heads EXECUTE FUNCTION log_keeps();

-- The only way to destroy a content: by an act, in the transaction that writes it, of rows that are sealed and old enough.
CREATE FUNCTION destroy_log_bodies(act bigint, positions bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  oldest timestamptz;
  destroyed bigint;
BEGIN
  SELECT before INTO oldest FROM log_acts WHERE id = act AND xmin = pg_current_xact_id()::xid;
  IF NOT FOUND THEN RAISE EXCEPTION 'an act destroys in its own transaction only'; END IF;
  UPDATE envelopes SET body = NULL, act_id = act
  WHERE position = ANY (positions) AND act_id IS NULL AND created_at < oldest;
  GET DIAGNOSTICS destroyed = ROW_COUNT;
  RETURN destroyed;
END $$;

-- ── Rights ─────────────────────────────────────────────────────────────────────────────────────
REVOKE ALL ON FUNCTION destroy_log_bodies(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION destroy_log_bodies(bigint, bigint[]) TO elk_worker;
GRANT UPDATE (position, seal) ON envelopes, log_acts TO elk_worker;
GRANT SELECT, INSERT ON log_acts, log_heads TO elk_worker;
GRANT SELECT (id, at, export_digest) ON log_acts TO elk_web;

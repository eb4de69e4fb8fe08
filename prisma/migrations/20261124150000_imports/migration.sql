-- Imports of tables from files: what was sent, what is checked and staged, what became of it.
CREATE TYPE import_state AS ENUM ('UPLOADED', 'COLUMNS', 'CHECKING', 'CHECKED', 'CONFIRMED', 'DONE', 'FAILED', 'CANCELLED');

CREATE TABLE imports (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  kind text NOT NULL,
  state import_state NOT NULL DEFAULT 'UPLOADED',
  requested_by_id uuid NOT NULL,
  file_name text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  header text[] NOT NULL DEFAULT '{}',
  examples jsonb NOT NULL DEFAULT '[]',
  mapping jsonb NOT NULL DEFAULT '{}',
  total integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  counts jsonb,
  fault text,
  attempts integer NOT NULL DEFAULT 0,
  lease_token uuid,
  lease_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  destroyed_at timestamptz(3)
);
CREATE INDEX imports_organisation_id_requested_by_id_created_at_idx ON imports (organisation_id, requested_by_id, created_at DESC);
CREATE INDEX imports_due ON imports (changed_at) WHERE state IN ('UPLOADED', 'CHECKING', 'CONFIRMED');
CREATE INDEX imports_expiring ON imports (expires_at) WHERE destroyed_at IS NULL;

CREATE TABLE import_rows (
  import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE ON UPDATE CASCADE,
  number integer NOT NULL,
  organisation_id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('create', 'change', 'error')),
  data jsonb,
  differences jsonb NOT NULL DEFAULT '[]',
  errors jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (import_id, number),
  CONSTRAINT import_rows_what CHECK ((action = 'error') = (data IS NULL))
);
CREATE INDEX import_rows_import_id_action_number_idx ON import_rows (import_id, action, number);

-- Who asked and for what never changes. What was decided stays decided.
CREATE FUNCTION imports_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.organisation_id, NEW.kind, NEW.requested_by_id, NEW.created_at)
     IS DISTINCT FROM (OLD.organisation_id, OLD.kind, OLD.requested_by_id, OLD.created_at) THEN
    RAISE EXCEPTION 'an import stays whose and what it was';
  END IF;
  IF OLD.state IN ('DONE', 'FAILED', 'CANCELLED') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'an import that has ended does not begin again';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER imports_guard BEFORE UPDATE ON imports FOR EACH ROW EXECUTE FUNCTION imports_guard();

-- The worker chooses what is due and destroys what is old; rows it reads and writes as web does, for the person who asked.
GRANT SELECT, INSERT ON imports TO elk_web;
GRANT UPDATE (state, facts, header, examples, mapping, total, done, counts, fault, attempts, lease_token, lease_until, changed_at,
  expires_at, destroyed_at) ON imports TO elk_web;
GRANT SELECT, INSERT, DELETE ON import_rows TO elk_web;
GRANT SELECT, UPDATE (state, examples, fault, attempts, lease_token, lease_until, changed_at, destroyed_at) ON imports TO elk_worker;
GRANT SELECT, DELETE ON import_rows TO elk_worker;
DO $$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['imports', 'import_rows'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO elk_web USING (organisation_id = (SELECT nullif(current_setting(''app.organisation_id'', true), '''')::uuid))', guarded);
    EXECUTE format('CREATE POLICY whole_queue ON %I TO elk_worker USING (true) WITH CHECK (true)', guarded);
  END LOOP;
END $$;

-- «Виды услуг по 277 ПП» are imported by administrators of their organisation.
GRANT INSERT, UPDATE (name, target_code, tku_state, active, allowed_applicants, default_channel, term_working_days) ON services TO elk_web;

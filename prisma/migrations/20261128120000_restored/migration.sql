-- ── A database that was restored knows it, and nothing leaves until it is reconciled (decision 023) ─────────────
-- Which database this is: a copy has the id of what it was copied from, a new one has its own.
CREATE TABLE installation (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)
);
INSERT INTO installation DEFAULT VALUES;
ALTER TABLE installation ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole ON installation FOR SELECT TO elk_worker USING (true);
GRANT SELECT ON installation TO elk_worker;

CREATE TABLE restorations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz(3) NOT NULL DEFAULT app_now(),
  source text NOT NULL,
  released_at timestamptz(3),
  released_by text,
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);
CREATE UNIQUE INDEX restorations_open ON restorations ((true)) WHERE released_at IS NULL;
ALTER TABLE restorations ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole ON restorations TO elk_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON restorations TO elk_worker;
GRANT UPDATE (released_at, released_by) ON restorations TO elk_worker;

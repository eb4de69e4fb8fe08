-- ── Alarms: resolved by a person, raised again when the same thing comes again, counted while it lasts ──
ALTER TABLE alarms
  ADD COLUMN times integer NOT NULL DEFAULT 1,
  ADD COLUMN last_at timestamptz(3),
  ADD COLUMN resolved_by_id uuid;
UPDATE alarms SET last_at = created_at;
ALTER TABLE alarms ALTER COLUMN last_at SET NOT NULL;
DROP INDEX alarms_kind_subject_key;
CREATE UNIQUE INDEX alarms_open ON alarms (kind, subject) WHERE resolved_at IS NULL;
GRANT UPDATE (resolved_by_id) ON alarms TO elk_web;

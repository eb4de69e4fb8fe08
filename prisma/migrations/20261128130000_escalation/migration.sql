-- ── What is late is told in time: marks of each change, one notice for all of them (decision 024) ──
-- The marks of its time that an unsettled change has passed: 1 half, 2 five sixths, 3 all of it.
ALTER TABLE deliveries ADD COLUMN escalation smallint NOT NULL DEFAULT 0 CHECK (escalation BETWEEN 0 AND 3);
UPDATE deliveries SET escalation = 3 WHERE escalated_at IS NOT NULL;
CREATE INDEX deliveries_unsettled ON deliveries (escalation, deadline_at)
  WHERE state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE');

-- One that is given its whole time anew has passed none of it.
CREATE FUNCTION deliveries_given_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.escalation := 0;
  NEW.escalated_at := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_given_time BEFORE UPDATE OF deadline_at ON deliveries
  FOR EACH ROW WHEN (NEW.deadline_at > OLD.deadline_at) EXECUTE FUNCTION deliveries_given_time();

CREATE TABLE escalations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations (id),
  cause text NOT NULL CHECK (cause IN ('line', 'answer', 'person')),
  mark smallint NOT NULL CHECK (mark BETWEEN 1 AND 3), -- the highest
  changes int NOT NULL,
  since timestamptz(3) NOT NULL, -- the oldest of them was saved, or sent
  raised_at timestamptz(3) NOT NULL, -- this mark was reached
  counted_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE UNIQUE INDEX escalations_open ON escalations (organisation_id, cause) WHERE ended_at IS NULL;
ALTER TABLE escalations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON escalations FOR SELECT TO elk_web USING (organisation_id = (SELECT own_organisation()));
GRANT SELECT ON escalations TO elk_web;

-- Gives up to `most` changes the highest mark they have passed. As the owner: the planner must see that the index is not empty.
CREATE FUNCTION mark_escalations(half interval, sixth interval, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  at timestamptz := app_now();
  left_before interval;
  passed int := -1;
  found int;
  total int := 0;
BEGIN
  FOREACH left_before IN ARRAY ARRAY[half, sixth, interval '0'] LOOP
    passed := passed + 1;
    UPDATE deliveries d SET
      escalation = CASE WHEN d.deadline_at < at THEN 3 WHEN d.deadline_at < at + sixth THEN 2 ELSE 1 END,
      escalated_at = CASE WHEN d.deadline_at < at AND d.state NOT IN ('REFUSED', 'FAILED') THEN at ELSE d.escalated_at END
    WHERE d.id = ANY (ARRAY(
      SELECT l.id FROM deliveries l
      WHERE l.escalation = passed AND l.deadline_at < at + left_before
        AND l.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE')
        AND NOT EXISTS (SELECT FROM deliveries e WHERE e.application_id = l.application_id AND e.state = 'IMPOSSIBLE')
      ORDER BY l.deadline_at LIMIT most FOR NO KEY UPDATE SKIP LOCKED));
    GET DIAGNOSTICS found = ROW_COUNT;
    total := total + found;
  END LOOP;
  RETURN total;
END $$;

-- Counts what has passed a mark, per organisation and cause: a decision is waited for, an answer of ЕПГУ, or the line. Returns
-- the notices that are new or have reached a higher mark. Of several workers one counts at a time.
CREATE FUNCTION count_escalations() RETURNS SETOF escalations
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE at timestamptz(3) := app_now();
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('count_escalations')) THEN RETURN; END IF;
  RETURN QUERY
  WITH late AS MATERIALIZED (
  SELECT organisation_id, cause, max(escalation) AS mark, count(*)::int AS changes, min(since) AS since
  FROM (
    SELECT d.organisation_id, d.escalation,
      CASE WHEN a.delivery_state IN ('REFUSED', 'FAILED') THEN 'person' WHEN coalesce(m.state, head.state) = 'SENT' THEN 'answer' ELSE 'line' END AS cause,
      CASE WHEN m.state = 'SENT' THEN m.sent_at ELSE d.created_at END AS since
    FROM deliveries d JOIN applications a ON a.id = d.application_id
    LEFT JOIN messages m ON m.id = d.message_id AND m.state IN ('PREPARED', 'SENT')
    LEFT JOIN LATERAL (
      SELECT hm.state FROM deliveries h JOIN messages hm ON hm.id = h.message_id AND hm.state = 'SENT'
      WHERE d.ready_at IS NULL AND d.message_id IS NULL AND h.application_id = d.application_id AND h.seq < d.seq
        AND h.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED') LIMIT 1) head ON true
    WHERE d.escalation > 0 AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE')
      AND a.delivery_state IS DISTINCT FROM 'IMPOSSIBLE') one
  GROUP BY organisation_id, cause),
  ended AS (
    UPDATE escalations e SET ended_at = at
    WHERE e.ended_at IS NULL AND NOT EXISTS (SELECT FROM late l WHERE l.organisation_id = e.organisation_id AND l.cause = e.cause)),
  kept AS (
    UPDATE escalations e SET mark = l.mark, changes = l.changes, since = l.since, counted_at = at
    FROM late l WHERE e.ended_at IS NULL AND l.organisation_id = e.organisation_id AND l.cause = e.cause AND l.mark <= e.mark)
  INSERT INTO escalations AS e (organisation_id, cause, mark, changes, since, raised_at, counted_at)
  SELECT l.organisation_id, l.cause, l.mark, l.changes, l.since, at, at FROM late l
  WHERE NOT EXISTS (SELECT FROM escalations o WHERE o.ended_at IS NULL AND o.organisation_id = l.organisation_id
    AND o.cause = l.cause AND o.mark >= l.mark)
  ON CONFLICT (organisation_id, cause) WHERE ended_at IS NULL DO UPDATE
  SET mark = excluded.mark, changes = excluded.changes, since = excluded.since, raised_at = at, counted_at = at
  RETURNING e.*;
END $$;
REVOKE ALL ON FUNCTION mark_escalations(interval, interval, int), count_escalations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_escalations(interval, interval, int), count_escalations() TO elk_worker;

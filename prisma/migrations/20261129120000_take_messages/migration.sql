-- What is ready becomes messages in one statement, whose plans a connection keeps: it was a transaction of five, and the dearest of
-- a message's. Two statements within, for the second must see whatever the first has locked.
CREATE TYPE ready_change AS (id uuid, application_id uuid, organisation_id uuid, kind delivery_kind, driver smev_driver,
  before smev_driver, facts jsonb, ready_at timestamptz);

-- Those of one sender, driver, kind and environment in one message of at most per_message, with files apart: what holds up a file holds
-- up no other change. As many messages as there are ids for; what goes by a closed driver, or finds no id left, waits as it is.
CREATE FUNCTION take_messages(ids uuid[], froms timestamptz[], last uuid, per_message int, most int, usual smev_driver,
  drivers smev_driver[], closed smev_driver[], signed_only boolean, storing smev_driver[], message_ids uuid[], lease_tokens uuid[],
  lease interval, at timestamptz)
RETURNS TABLE (id uuid, application_id uuid, organisation_id uuid, kind delivery_kind, driver smev_driver, facts jsonb,
  ready_at timestamptz, message_id uuid, lease_token uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  ready ready_change[];
BEGIN
  ready := ARRAY(SELECT ROW(t.*)::ready_change FROM take_ready(take_messages.ids, froms, last, per_message, most, usual, drivers,
    signed_only, storing) t);
  IF ready = '{}' THEN RETURN; END IF;
  RETURN QUERY
  WITH taken AS (
    SELECT t.*, t.driver = ANY (closed) AS is_closed,
      coalesce(jsonb_typeof(t.facts #> '{status,attachments}') = 'array' AND t.facts #> '{status,attachments}' <> '[]', false) AS has_files
    FROM unnest(ready) WITH ORDINALITY AS t (id, application_id, organisation_id, kind, driver, before, facts, ready_at, nth)),
  parted AS (
    SELECT t.*, (row_number() OVER (PARTITION BY t.organisation_id, t.driver, t.kind, t.facts->>'environment', t.has_files
      ORDER BY t.nth) - 1) / per_message AS part FROM taken t),
  counted AS (
    SELECT p.*, min(p.nth) OVER (PARTITION BY p.organisation_id, p.driver, p.kind, p.facts->>'environment', p.has_files, p.part) AS first
    FROM parted p),
  numbered AS (
    SELECT c.*, CASE WHEN NOT c.is_closed THEN dense_rank() OVER (PARTITION BY c.is_closed ORDER BY c.first) END AS message FROM counted c),
  carried AS MATERIALIZED (
    SELECT n.*, message_ids[n.message] AS message_id, lease_tokens[n.message] AS lease_token FROM numbered n),
  made AS (
    INSERT INTO messages (id, organisation_id, kind, driver, attempts, lease_token, lease_until, next_attempt_at, created_at)
    SELECT DISTINCT ON (c.message_id) c.message_id, c.organisation_id, c.kind, c.driver, 1, c.lease_token, app_now() + lease, app_now(), at
    FROM carried c WHERE c.message_id IS NOT NULL),
  moved AS (
    UPDATE deliveries d SET state = 'SENDING', message_id = c.message_id FROM carried c WHERE d.id = c.id AND c.message_id IS NOT NULL),
  -- Files that another driver has put into its store are not in this one's.
  anew AS (
    UPDATE files f SET stored_at = NULL
    FROM carried c, jsonb_array_elements(CASE WHEN c.has_files THEN c.facts #> '{status,attachments}' ELSE '[]' END) a
    WHERE c.before <> c.driver AND c.message_id IS NOT NULL
      AND f.id = CASE WHEN a->>'fileId' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (a->>'fileId')::uuid END)
  SELECT c.id, c.application_id, c.organisation_id, c.kind, c.driver, CASE WHEN c.message_id IS NOT NULL THEN c.facts END, c.ready_at,
    c.message_id, c.lease_token
  FROM carried c ORDER BY c.nth;
END $$;
REVOKE ALL ON FUNCTION take_messages(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], smev_driver[], boolean,
  smev_driver[], uuid[], uuid[], interval, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_messages(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], smev_driver[], boolean,
  smev_driver[], uuid[], uuid[], interval, timestamptz) TO elk_worker;

-- Of the version before the one before.
DROP FUNCTION take_ready(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], boolean);

-- The plan of a function is made when its tables are small and kept while they grow: this one read all messages for each change. By
-- its id each change finds its message now, and what is taken finds its rows.
CREATE OR REPLACE FUNCTION take_ready(ids uuid[], froms timestamptz[], last uuid, per_message int, most int, usual smev_driver,
  drivers smev_driver[], signed_only boolean, storing smev_driver[])
RETURNS TABLE (id uuid, application_id uuid, organisation_id uuid, kind delivery_kind, driver smev_driver, before smev_driver,
  facts jsonb, ready_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = on
SET plan_cache_mode = auto AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT d.id, d.application_id, d.organisation_id, d.kind, coalesce(o.smev_driver, usual),
    (SELECT m.driver FROM messages m WHERE m.id = d.message_id), d.facts, d.ready_at
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
      AND (coalesce(o.smev_driver, usual) = ANY (storing) OR NOT has_unstored_file(d.facts))
    ORDER BY d.ready_at LIMIT per_message FOR UPDATE OF d SKIP LOCKED) d
  LIMIT most;
END $$;
ALTER FUNCTION take_messages(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], smev_driver[], boolean,
  smev_driver[], uuid[], uuid[], interval, timestamptz) SET enable_seqscan = off;
ALTER FUNCTION take_messages(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], smev_driver[], boolean,
  smev_driver[], uuid[], uuid[], interval, timestamptz) SET enable_hashjoin = off;
ALTER FUNCTION take_messages(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], smev_driver[], boolean,
  smev_driver[], uuid[], uuid[], interval, timestamptz) SET enable_mergejoin = off;
-- A statement's changed rows have no statistics, so that each was compared with each: 10 000 pairs for a message of a hundred.
ALTER FUNCTION deliveries_follow() SET enable_nestloop = off;

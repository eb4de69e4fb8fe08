-- While the store of files is silent or busy, what has no files goes on. The function of eight arguments is for workers of the
-- version before.
CREATE FUNCTION has_unstored_file(facts jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT jsonb_typeof(facts #> '{status,attachments}') = 'array' AND EXISTS (
    SELECT FROM jsonb_array_elements(facts #> '{status,attachments}') a
    WHERE NOT EXISTS (
      SELECT FROM files f WHERE f.stored_at IS NOT NULL
        AND f.id = CASE WHEN a->>'fileId' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (a->>'fileId')::uuid END)) $$;

CREATE FUNCTION take_ready(ids uuid[], froms timestamptz[], last uuid, per_message int, most int, usual smev_driver,
  drivers smev_driver[], signed_only boolean, storing smev_driver[])
RETURNS TABLE (id uuid, application_id uuid, organisation_id uuid, kind delivery_kind, driver smev_driver, before smev_driver,
  facts jsonb, ready_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT d.id, d.application_id, d.organisation_id, d.kind, coalesce(o.smev_driver, usual), m.driver, d.facts, d.ready_at
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
  LEFT JOIN messages m ON m.id = d.message_id
  LIMIT most;
END $$;
REVOKE ALL ON FUNCTION take_ready(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], boolean, smev_driver[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_ready(uuid[], timestamptz[], uuid, int, int, smev_driver, smev_driver[], boolean, smev_driver[]) TO elk_worker;

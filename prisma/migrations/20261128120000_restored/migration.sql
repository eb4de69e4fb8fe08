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
  id bigserial PRIMARY KEY,
  at timestamptz(3) NOT NULL DEFAULT app_now(),
  source text NOT NULL,
  released_at timestamptz(3),
  released_by text,
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);
CREATE UNIQUE INDEX restorations_open ON restorations ((true)) WHERE released_at IS NULL;
ALTER TABLE restorations ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole ON restorations FOR SELECT TO elk_worker USING (true);
GRANT SELECT ON restorations TO elk_worker;

CREATE FUNCTION hold_restored(what text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO restorations (source) VALUES (what) ON CONFLICT ((true)) WHERE released_at IS NULL DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO alarms AS a (id, kind, subject, details, created_at, last_at)
  VALUES (gen_random_uuid(), 'database.restored', left(what, 200), 'nothing is sent until npm run reconcile', app_now(), app_now())
  ON CONFLICT (kind, subject) WHERE resolved_at IS NULL DO UPDATE SET times = a.times + 1, last_at = excluded.last_at;
  INSERT INTO audit_events (at, action, result, details) VALUES (app_now(), 'database.restore', 'ok', jsonb_build_object('source', what));
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION hold_restored(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_restored(text) TO elk_worker;

-- Numbers that were given after the backup are on paper and at ЕПГУ: they are not given again when `skip` says by how many to go on.
CREATE FUNCTION release_restored(who text, skip int, what jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one regclass;
BEGIN
  UPDATE restorations SET released_at = app_now(), released_by = who WHERE released_at IS NULL;
  UPDATE alarms SET resolved_at = app_now() WHERE kind = 'database.restored' AND resolved_at IS NULL;
  INSERT INTO audit_events (at, action, result, details)
  VALUES (app_now(), 'database.reconcile', 'ok', what || jsonb_build_object('by', who, 'numbersSkipped', skip));
  IF skip > 0 THEN
    FOR one IN SELECT c.oid::regclass FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
      AND c.relname ~ '^application_number_[0-9a-f]{32}$' LOOP
      PERFORM setval(one, nextval(one) + skip);
    END LOOP;
  END IF;
END $$;
REVOKE ALL ON FUNCTION release_restored(text, int, jsonb) FROM PUBLIC;

-- ── What a monitoring system asks of operation ──────────────────────────────────────────────────
-- When our certificates end, as the worker read them: which ones by purpose, whose they are is nobody's business here.
CREATE TABLE certificate_terms (
  purpose text PRIMARY KEY,
  ends_at timestamptz(3) NOT NULL
);
ALTER TABLE certificate_terms ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole ON certificate_terms TO elk_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_terms TO elk_worker;

CREATE FUNCTION operation_metrics() RETURNS TABLE (name text, label text, value float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'certificate_days', purpose, extract(epoch FROM ends_at - app_now()) / 86400 FROM certificate_terms
  UNION ALL SELECT 'held_after_restore', NULL, count(*) FROM restorations WHERE released_at IS NULL
  UNION ALL SELECT 'wal_archive_failing', NULL, (coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL))::int
    FROM pg_stat_archiver WHERE current_setting('archive_mode') <> 'off' $$;
REVOKE ALL ON FUNCTION operation_metrics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operation_metrics() TO elk_web;

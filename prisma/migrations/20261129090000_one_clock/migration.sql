-- ── When a change may leave is said by the database's clock alone ─────────────────────────────
-- A web whose clock runs ahead would put off each of its changes. What is saved keeps its delay, counted from now; nothing was saved
-- in the future. A row that was saved in the past (an older one, planted) stays as it is.
CREATE OR REPLACE FUNCTION deliveries_enter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE delay interval;
BEGIN
  IF TG_OP = 'INSERT' THEN
    delay := NEW.not_before - NEW.created_at;
    NEW.created_at := least(NEW.created_at, app_now());
    NEW.not_before := CASE WHEN delay > interval '0' THEN app_now() + delay ELSE NEW.created_at END;
  END IF;
  NEW.ready_at := CASE WHEN NOT EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN greatest(NEW.not_before, app_now()) END;
  IF EXISTS (SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq > NEW.seq) THEN
    UPDATE deliveries SET ready_at = NULL
    WHERE application_id = NEW.application_id AND seq > NEW.seq AND state::text = 'QUEUED' AND ready_at IS NOT NULL;
  END IF;
  RETURN NEW;
END $$;

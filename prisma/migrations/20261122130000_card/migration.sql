-- A Create that cannot be transferred, with a person's reason (F24): it holds what comes after it and is no error.
ALTER TYPE delivery_state ADD VALUE 'IMPOSSIBLE';

-- What the application was before the change, to give it back when the change is taken back (S11).
ALTER TABLE status_changes ADD COLUMN "before" JSONB;

-- As before, but for one case: ЕПГУ says by code 28 that it has no such order, so its accepted Create gives way to a new one.
CREATE OR REPLACE FUNCTION deliveries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.facts, NEW.application_id, NEW.seq, NEW.attempt, NEW.kind, NEW.status_change_id, NEW.organisation_id)
     IS DISTINCT FROM (OLD.facts, OLD.application_id, OLD.seq, OLD.attempt, OLD.kind, OLD.status_change_id, OLD.organisation_id) THEN
    RAISE EXCEPTION 'facts of a delivery are frozen';
  END IF;
  IF OLD.state = 'ACCEPTED' AND NEW.state <> 'ACCEPTED' AND NOT (NEW.kind = 'CREATE' AND NEW.state = 'SUPERSEDED' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.kind = 'UPDATE' AND d.state = 'REFUSED'
      AND d.answer_code = 28)) THEN
    RAISE EXCEPTION 'an accepted delivery stays accepted';
  END IF;
  IF OLD.state = 'QUEUED' AND NEW.state = 'SENDING' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  RETURN NEW;
END $$;

-- «Передача невозможна» is shown before what waits behind it, and has no «передать до».
CREATE OR REPLACE FUNCTION applications_show_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE applications a SET delivery_state = shown.state, delivery_code = shown.answer_code, transfer_by = shown.transfer_by
  FROM (
    SELECT state, answer_code,
      CASE WHEN state IN ('ACCEPTED', 'SKIPPED', 'IMPOSSIBLE') THEN NULL ELSE deadline_at END AS transfer_by
    FROM deliveries
    WHERE application_id = NEW.application_id AND state <> 'SUPERSEDED'
    ORDER BY CASE WHEN state IN ('REFUSED', 'FAILED', 'IMPOSSIBLE') THEN 0 WHEN state IN ('QUEUED', 'SENDING', 'SENT') THEN 1 ELSE 2 END,
             CASE WHEN state IN ('ACCEPTED', 'SKIPPED') THEN -seq ELSE seq END
    LIMIT 1
  ) shown
  WHERE a.id = NEW.application_id
    AND (a.delivery_state, a.delivery_code, a.transfer_by) IS DISTINCT FROM (shown.state, shown.answer_code, shown.transfer_by);
  RETURN NULL;
END $$;

-- A change that may still be taken back wakes the worker when it no longer may. A key of its own: it must not put off
-- the wake-up of what is due now.
GRANT CREATE ON SCHEMA public TO elk_worker;
CREATE FUNCTION wake_delivery(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job('deliver', '{}'::json, run_at => at, job_key => 'deliver at ' || extract(epoch FROM at)::bigint);
END $$;
ALTER FUNCTION wake_delivery(timestamptz) OWNER TO elk_worker;
REVOKE CREATE ON SCHEMA public FROM elk_worker;
REVOKE ALL ON FUNCTION wake_delivery(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wake_delivery(timestamptz) TO elk_web, elk_worker;

-- What waited behind an impossible transfer gets its whole time again when it goes after all.
GRANT UPDATE (deadline_at) ON deliveries TO elk_web;

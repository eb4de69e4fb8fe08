-- When ЕПГУ has no such order (code 28), the updates it had accepted went with it: they give way to new attempts as the Create does.
CREATE OR REPLACE FUNCTION deliveries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.facts, NEW.application_id, NEW.seq, NEW.attempt, NEW.kind, NEW.status_change_id, NEW.organisation_id)
     IS DISTINCT FROM (OLD.facts, OLD.application_id, OLD.seq, OLD.attempt, OLD.kind, OLD.status_change_id, OLD.organisation_id) THEN
    RAISE EXCEPTION 'facts of a delivery are frozen';
  END IF;
  IF OLD.state = 'ACCEPTED' AND NEW.state <> 'ACCEPTED' AND NOT (NEW.state = 'SUPERSEDED' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.kind = 'UPDATE' AND d.state = 'REFUSED'
      AND d.answer_code = 28 AND d.seq > NEW.seq)) THEN
    RAISE EXCEPTION 'an accepted delivery stays accepted';
  END IF;
  IF OLD.state = 'QUEUED' AND NEW.state = 'SENDING' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  RETURN NEW;
END $$;

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

-- ── Figures by the indexes of what is open ─────────────────────────────────────────────────────
-- States are written out: of a state that comes from elsewhere the planner cannot tell that a partial index has it, and reads the
-- whole table at each look. What stands behind an impossible Create waits for nothing; what stands behind a refusal, for a person.
CREATE OR REPLACE FUNCTION delivery_metrics() RETURNS TABLE (name text, label text, value float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH recent AS (SELECT state, settled_at - created_at AS took FROM deliveries WHERE settled_at > app_now() - interval '5 minutes'),
  open AS MATERIALIZED (
    SELECT lower(state::text) AS state, count(*) AS n FROM deliveries WHERE state IN ('QUEUED', 'REFUSED', 'FAILED') GROUP BY 1
    UNION ALL SELECT 'impossible', count(*) FROM deliveries WHERE state = 'IMPOSSIBLE'
    UNION ALL SELECT CASE WHEN m.state = 'SENT' THEN 'sent' ELSE 'sending' END, count(*)
      FROM deliveries d LEFT JOIN messages m ON m.id = d.message_id WHERE d.state = 'SENDING' GROUP BY 1)
  SELECT 'open_changes', s, coalesce((SELECT n FROM open WHERE open.state = s), 0)
  FROM unnest(ARRAY['queued', 'sending', 'sent', 'refused', 'failed', 'impossible']) s
  UNION ALL SELECT 'backlog_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(ready_at)), 0)
    FROM deliveries WHERE state = 'QUEUED' AND ready_at <= app_now()
  UNION ALL SELECT 'unsettled_age_seconds', NULL, coalesce(extract(epoch FROM app_now() - min(d.created_at)), 0)
    FROM deliveries d WHERE d.state IN ('QUEUED', 'SENDING') AND NOT EXISTS (
      SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.state = 'IMPOSSIBLE')
  UNION ALL SELECT 'overdue_changes', NULL, count(*)
    FROM deliveries d JOIN applications a ON a.id = d.application_id
    WHERE d.state IN ('QUEUED', 'SENDING') AND d.escalation = 3 AND d.escalated_at IS NOT NULL
      AND coalesce(a.delivery_state NOT IN ('REFUSED', 'FAILED', 'IMPOSSIBLE'), true)
  UNION ALL SELECT 'settled_5m', lower(s::text), (SELECT count(*) FROM recent WHERE recent.state = s)
    FROM unnest(ARRAY['ACCEPTED', 'REFUSED', 'FAILED']::delivery_state[]) s
  UNION ALL SELECT 'accepted_within_10s_ratio_5m', NULL, avg((took <= interval '10 seconds')::int) FROM recent WHERE state = 'ACCEPTED'
  UNION ALL SELECT 'messages', 'prepared', count(*) FROM messages WHERE state = 'PREPARED'
  UNION ALL SELECT 'messages', 'sent', count(*) FROM messages WHERE state = 'SENT'
  UNION ALL SELECT 'message_retries', NULL, coalesce(sum(attempts - 1), 0) FROM messages WHERE state = 'PREPARED' AND attempts > 1
  UNION ALL SELECT 'open_alarms', kind, count(*) FROM alarms WHERE resolved_at IS NULL GROUP BY kind
  UNION ALL SELECT 'workers_alive', NULL, count(*) FROM worker_heartbeats WHERE beat_at > app_now() - interval '15 seconds' $$;

CREATE OR REPLACE FUNCTION delivery_counts(application uuid) RETURNS TABLE (state delivery_state, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF application IS NULL THEN
    RETURN QUERY SELECT d.state, count(*) FROM deliveries d
      WHERE d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE') GROUP BY d.state
      UNION ALL SELECT d.state, count(*) FROM deliveries d WHERE d.state = 'IMPOSSIBLE' GROUP BY d.state;
  ELSE
    RETURN QUERY SELECT d.state, count(*) FROM deliveries d
      WHERE d.application_id = application AND d.state <> 'SUPERSEDED' GROUP BY d.state;
  END IF;
END $$;

-- ── An answer that is nobody's of ours stays in СМЭВ's queue and comes again: it is kept once a day ──
CREATE INDEX envelopes_strangers ON envelopes (sha256, created_at)
  WHERE direction = 'IN' AND organisation_id IS NULL AND processed_at IS NOT NULL;

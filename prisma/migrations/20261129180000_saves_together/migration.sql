-- Saves of many clerks that come together go in one transaction of two statements (decision 031). Each organisation is entered in its
-- turn, so that row security holds for each of them as it does for one alone.

-- Applications under their locks, as whoever held them left them; then the changes of each, and whatever was saved under its key. Nothing
-- of one that is not there, or that is another's at this moment and nobody waits.
CREATE FUNCTION lock_to_change(organisations uuid[], people uuid[], applications uuid[], keys uuid[], waits boolean)
RETURNS TABLE (nth int, locked jsonb, changes jsonb) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  FOR n IN 1 .. cardinality(applications) LOOP
    PERFORM enter_organisation(organisations[n], people[n]);
    IF waits THEN PERFORM FROM applications a WHERE a.id = applications[n] FOR UPDATE;
    ELSE PERFORM FROM applications a WHERE a.id = applications[n] FOR UPDATE SKIP LOCKED;
    END IF;
    CONTINUE WHEN NOT FOUND;
    nth := n;
    SELECT jsonb_build_object('id', a.id, 'organisationId', a.organisation_id, 'version', a.version, 'state', a.state, 'stateAt', a.state_at,
        'elkStatus', a.elk_status, 'requestDate', a.request_date, 'serviceTermAt', a.service_term_at, 'orderNumber', a.order_number,
        'elkOrderNumber', a.elk_order_number::text, 'updatedById', a.updated_by_id, 'updatedAt', a.updated_at,
        'allowedStatuses', coalesce(s.allowed_statuses, '{}'), 'organisation', jsonb_build_object('inn', o.inn, 'kpp', o.kpp,
          'timeZone', o.time_zone, 'smevEnvironment', o.smev_environment)),
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'applicationId', c.application_id, 'seq', c.seq, 'statusDate', c.status_date,
          'repeated', coalesce(c.idempotency_key = keys[n], false), 'states', sent.states, 'attempts', sent.attempts)
          ORDER BY c.seq, c.attempt), '[]')
        FROM status_changes c CROSS JOIN LATERAL (
          SELECT coalesce(jsonb_agg(d.state), '[]') AS states, coalesce(max(d.attempt), 0) AS attempts
          FROM deliveries d WHERE d.application_id = c.application_id AND d.status_change_id = c.id) sent
        WHERE c.application_id = applications[n] OR c.idempotency_key = keys[n])
    INTO locked, changes
    FROM applications a JOIN organisations o ON o.id = a.organisation_id LEFT JOIN services s ON s.id = a.service_id
    WHERE a.id = applications[n];
    RETURN NEXT;
  END LOOP;
END $$;

-- What was judged of them, each with its row of the journal.
CREATE FUNCTION save_status_changes(saves jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  one jsonb;
BEGIN
  FOR one IN SELECT * FROM jsonb_array_elements(saves) LOOP
    PERFORM enter_organisation((one #>> '{audit,organisation_id}')::uuid, (one #>> '{audit,user_id}')::uuid);
    PERFORM save_status_change(one->'change', one->'state', one->'delivery');
    INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
    SELECT e.at, e.organisation_id, e.user_id, e.action, 'ok', e.subject_type, e.subject_id, e.details, e.ip
    FROM jsonb_populate_record(NULL::audit_events, one->'audit') e;
  END LOOP;
END $$;

-- What the save has written of its application is not reckoned once more.
CREATE OR REPLACE FUNCTION deliveries_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT FROM after n WHERE n.state <> 'QUEUED' OR NOT coalesce((
    SELECT a.delivery_state = 'QUEUED' AND a.delivery_code IS NULL AND a.transfer_by = n.deadline_at FROM applications a
    WHERE a.id = n.application_id), false)) THEN
    PERFORM applications_show_delivery(ARRAY(SELECT DISTINCT application_id FROM after), '{}');
  END IF;
  RETURN NULL;
END $$;

-- The changed rows are read once. What a trigger of this table changes in it is whose turn it is, and nothing follows from that.
CREATE OR REPLACE FUNCTION deliveries_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_nestloop = off AS $$
DECLARE
  touched uuid[];
  leaving uuid[];
  seqs int[];
  heads uuid[];
BEGIN
  SELECT array_agg(n.application_id) FILTER (WHERE o.state = 'QUEUED' AND n.state = 'SENDING'),
    array_agg(n.seq) FILTER (WHERE o.state = 'QUEUED' AND n.state = 'SENDING'),
    array_agg(DISTINCT n.application_id) FILTER (WHERE NOT (n.state IN ('QUEUED', 'SENDING') AND o.state IN ('QUEUED', 'SENDING')))
  INTO leaving, seqs, touched FROM after n JOIN before o USING (id) WHERE n.state <> o.state;
  IF leaving IS NOT NULL AND EXISTS (
    SELECT FROM unnest(leaving, seqs) n (application_id, seq) WHERE n.seq > (
      SELECT min(d.seq) FROM deliveries d WHERE d.application_id = n.application_id
        AND d.state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  IF touched IS NULL THEN RETURN NULL; END IF;
  SELECT array_agg(head.id) INTO heads FROM (
    SELECT DISTINCT ON (application_id) id, state, ready_at FROM deliveries
    WHERE application_id = ANY (touched) AND state::text NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')
    ORDER BY application_id, seq) head
  WHERE head.state = 'QUEUED' AND head.ready_at IS NULL;
  IF heads IS NOT NULL THEN
    UPDATE deliveries d SET ready_at = greatest(d.not_before, app_now()) WHERE d.id = ANY (heads);
  END IF;
  PERFORM applications_show_delivery(touched, ARRAY(
    SELECT (n.application_id, n.elk_order_number)::elk_number FROM after n
    WHERE n.state = 'ACCEPTED' AND n.elk_order_number IS NOT NULL));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER deliveries_follow AFTER UPDATE ON deliveries REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION deliveries_follow();

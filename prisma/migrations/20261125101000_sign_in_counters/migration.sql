-- ── Wrong passwords: by login, and by the network they come from ───────────────────────────────
ALTER TABLE sign_in_counters ADD COLUMN since timestamptz(3); -- of a network: when its time began
CREATE INDEX sign_in_counters_updated_at_idx ON sign_in_counters (updated_at);
-- The worker forgets those that nobody has touched for a day.
GRANT SELECT, DELETE ON sign_in_counters TO elk_worker;
ALTER TABLE sign_in_counters ENABLE ROW LEVEL SECURITY;
CREATE POLICY counting ON sign_in_counters TO elk_web USING (true) WITH CHECK (true);
CREATE POLICY forgetting ON sign_in_counters TO elk_worker USING (true);

-- Whether this person has worked from this network lately: then a stranger beside them does not shut them out.
CREATE FUNCTION has_worked_from(person uuid, network text, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT FROM sessions s WHERE s.user_id = person AND s.created_at > since
     AND inet(split_part(s.ip, '%', 1)) <<= inet(network)) $$;
REVOKE ALL ON FUNCTION has_worked_from(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_worked_from(uuid, text, timestamptz) TO elk_web;

-- Refused sign-ins that belong to no organisation: whoever looks after the installation sees them.
CREATE POLICY nobodys ON audit_events FOR SELECT TO elk_web USING (organisation_id IS NULL AND (SELECT may('organisations.all')));

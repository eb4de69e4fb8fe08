-- ── Alarms: resolved by a person, raised again when the same thing comes again, counted while it lasts ──
ALTER TABLE alarms
  ADD COLUMN times integer NOT NULL DEFAULT 1,
  ADD COLUMN last_at timestamptz(3),
  ADD COLUMN resolved_by_id uuid;
UPDATE alarms SET last_at = created_at;
ALTER TABLE alarms ALTER COLUMN last_at SET NOT NULL;
DROP INDEX alarms_kind_subject_key;
CREATE UNIQUE INDEX alarms_open ON alarms (kind, subject) WHERE resolved_at IS NULL;
GRANT UPDATE (resolved_by_id) ON alarms TO elk_web;

-- ── Users and sessions: web sees its own organisation's people, and no password's or cookie's hash ──
-- What is needed before an organisation is known goes through the functions below, one login or one cookie at a time.
REVOKE ALL ON users, sessions FROM elk_web;
GRANT SELECT (id, organisation_id, office_id, login, last_name, first_name, middle_name, position, snils, email, roles,
  elk_module, disabled_at, last_sign_in_at, created_at), UPDATE (last_sign_in_at) ON users TO elk_web;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON users TO elk_web
  USING (organisation_id = (SELECT nullif(current_setting('app.organisation_id', true), '')::uuid));

CREATE FUNCTION user_by_login(given text)
RETURNS TABLE (id uuid, organisation_id uuid, login text, password_hash text, disabled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.id, u.organisation_id, u.login, u.password_hash, u.disabled_at FROM users u WHERE lower(u.login) = given $$;

CREATE FUNCTION open_session(hash bytea, person uuid, at timestamptz, until timestamptz, address text, agent text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
   VALUES (gen_random_uuid(), hash, person, at, at, until, address, agent) $$;

CREATE FUNCTION session_by_token(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, last_seen_at timestamptz, user_id uuid, organisation_id uuid, organisation_name text, time_zone text,
  office_id uuid, office_name text, login text, last_name text, first_name text, middle_name text, roles text[], elk_module boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.id, s.last_seen_at, u.id, u.organisation_id, o.name, o.time_zone, u.office_id, f.name, u.login, u.last_name,
     u.first_name, u.middle_name, u.roles::text[], u.elk_module
   FROM sessions s JOIN users u ON u.id = s.user_id JOIN organisations o ON o.id = u.organisation_id
     LEFT JOIN offices f ON f.id = u.office_id
   WHERE s.token_hash = hash AND s.ended_at IS NULL AND u.disabled_at IS NULL AND s.expires_at > at $$;

CREATE FUNCTION touch_session(hash bytea, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE sessions SET last_seen_at = at WHERE token_hash = hash AND ended_at IS NULL $$;

CREATE FUNCTION end_session(hash bytea, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE sessions SET ended_at = at WHERE token_hash = hash AND ended_at IS NULL $$;

REVOKE ALL ON FUNCTION user_by_login(text), open_session(bytea, uuid, timestamptz, timestamptz, text, text),
  session_by_token(bytea, timestamptz), touch_session(bytea, timestamptz), end_session(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION user_by_login(text), open_session(bytea, uuid, timestamptz, timestamptz, text, text),
  session_by_token(bytea, timestamptz), touch_session(bytea, timestamptz), end_session(bytea, timestamptz) TO elk_web;

-- ── Demo data: begun and not finished is taken up by the next start. The owner's alone. ──
CREATE TABLE demo_plantings (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  started_at timestamptz(3) NOT NULL DEFAULT app_now(),
  finished_at timestamptz(3)
);

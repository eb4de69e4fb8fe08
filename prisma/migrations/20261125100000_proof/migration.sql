-- ── When the person of a session last proved who they are: at sign-in, and when asked again ────
ALTER TABLE sessions ADD COLUMN proven_at timestamptz(3);
UPDATE sessions SET proven_at = created_at;

-- Whatever web asks for, a session lives no longer than a day (SESSION_HOURS goes up to 24).
CREATE OR REPLACE FUNCTION open_session(hash bytea, person uuid, at timestamptz, until timestamptz, address text, agent text, way text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE users SET last_sign_in_at = at WHERE id = person;
   -- The oldest ones over the limit end: a person works at a desk or two, not at twenty.
   UPDATE sessions SET ended_at = at WHERE id IN (
     SELECT id FROM sessions WHERE user_id = person AND ended_at IS NULL AND expires_at > at ORDER BY last_seen_at DESC OFFSET 4);
   INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent, opened_by, proven_at)
   SELECT gen_random_uuid(), hash, person, at, at, least(until, at + interval '24 hours'), address, agent, way, at
   FROM users WHERE id = person AND disabled_at IS NULL $$;

DROP FUNCTION session_by_token(bytea, timestamptz);
CREATE FUNCTION session_by_token(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, last_seen_at timestamptz, expires_at timestamptz, user_id uuid, organisation_id uuid, organisation_name text,
  time_zone text, smev_environment text, office_id uuid, office_name text, login text, last_name text, first_name text,
  middle_name text, roles text[], elk_module boolean, must_change_password boolean, has_totp boolean, may_lack_totp boolean,
  proven_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.id, s.last_seen_at, s.expires_at, u.id, u.organisation_id, o.name, o.time_zone, o.smev_environment::text, u.office_id,
     f.name, u.login, u.last_name, u.first_name, u.middle_name, u.roles::text[], u.elk_module,
     u.must_change_password AND s.opened_by = 'password', t.confirmed_at IS NOT NULL, s.opened_by <> 'password', s.proven_at
   FROM sessions s JOIN users u ON u.id = s.user_id JOIN organisations o ON o.id = u.organisation_id
     LEFT JOIN offices f ON f.id = u.office_id LEFT JOIN totp_secrets t ON t.user_id = u.id
   WHERE s.token_hash = hash AND s.ended_at IS NULL AND u.disabled_at IS NULL AND s.expires_at > at $$;

-- Proven anew: the old token is worth nothing from now on, whoever else holds it.
CREATE FUNCTION prove_session(one uuid, fresh bytea, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH proven AS (
     UPDATE sessions SET token_hash = fresh, proven_at = at, last_seen_at = at
     WHERE id = one AND user_id = nullif(current_setting('app.user_id', true), '')::uuid AND ended_at IS NULL AND expires_at > at
     RETURNING 1)
   SELECT EXISTS (SELECT FROM proven) $$;

-- A step far ahead would make every code of that person a used one.
CREATE OR REPLACE FUNCTION spend_totp(person uuid, step bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH spent AS (
     UPDATE totp_secrets SET last_step = step WHERE user_id = person AND last_step < step
       AND step <= floor(extract(epoch FROM app_now()) / 30) + 2
     RETURNING 1)
   SELECT EXISTS (SELECT FROM spent) $$;

REVOKE ALL ON FUNCTION session_by_token(bytea, timestamptz), prove_session(uuid, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_by_token(bytea, timestamptz), prove_session(uuid, bytea, timestamptz) TO elk_web;

-- ── One-time codes (RFC 6238): the secret is read by nobody but these functions ────────────────
CREATE TABLE totp_secrets (
  user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  secret bytea NOT NULL, -- sealed by the session secret's key: the table alone makes no codes
  confirmed_at timestamptz(3),
  last_step bigint NOT NULL DEFAULT 0 -- a code is good once
);
ALTER TABLE totp_secrets ENABLE ROW LEVEL SECURITY;

-- ── How a session was opened: a first password need not be changed by who came through ЕСИА ────
ALTER TABLE sessions ADD COLUMN opened_by text NOT NULL DEFAULT 'password';
DROP FUNCTION open_session(bytea, uuid, timestamptz, timestamptz, text, text);
CREATE FUNCTION open_session(hash bytea, person uuid, at timestamptz, until timestamptz, address text, agent text, way text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE users SET last_sign_in_at = at WHERE id = person;
   -- The oldest ones over the limit end: a person works at a desk or two, not at twenty.
   UPDATE sessions SET ended_at = at WHERE id IN (
     SELECT id FROM sessions WHERE user_id = person AND ended_at IS NULL AND expires_at > at ORDER BY last_seen_at DESC OFFSET 4);
   INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent, opened_by)
   VALUES (gen_random_uuid(), hash, person, at, at, until, address, agent, way) $$;

DROP FUNCTION session_by_token(bytea, timestamptz);
CREATE FUNCTION session_by_token(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, last_seen_at timestamptz, expires_at timestamptz, user_id uuid, organisation_id uuid, organisation_name text,
  time_zone text, smev_environment text, office_id uuid, office_name text, login text, last_name text, first_name text,
  middle_name text, roles text[], elk_module boolean, must_change_password boolean, has_totp boolean, may_lack_totp boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.id, s.last_seen_at, s.expires_at, u.id, u.organisation_id, o.name, o.time_zone, o.smev_environment::text, u.office_id,
     f.name, u.login, u.last_name, u.first_name, u.middle_name, u.roles::text[], u.elk_module,
     u.must_change_password AND s.opened_by = 'password', t.confirmed_at IS NOT NULL, s.opened_by <> 'password'
   FROM sessions s JOIN users u ON u.id = s.user_id JOIN organisations o ON o.id = u.organisation_id
     LEFT JOIN offices f ON f.id = u.office_id LEFT JOIN totp_secrets t ON t.user_id = u.id
   WHERE s.token_hash = hash AND s.ended_at IS NULL AND u.disabled_at IS NULL AND s.expires_at > at $$;

CREATE FUNCTION begin_totp(sealed bytea) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ INSERT INTO totp_secrets (user_id, secret) SELECT id, sealed FROM users
     WHERE id = nullif(current_setting('app.user_id', true), '')::uuid AND organisation_id = own_organisation()
   ON CONFLICT (user_id) DO UPDATE SET secret = sealed, confirmed_at = NULL, last_step = 0
     WHERE totp_secrets.confirmed_at IS NULL $$;
CREATE FUNCTION own_totp() RETURNS TABLE (secret bytea, confirmed boolean, last_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT secret, confirmed_at IS NOT NULL, last_step FROM totp_secrets
   WHERE user_id = nullif(current_setting('app.user_id', true), '')::uuid $$;
-- By the person who signs in, after the password: a step that was used is used.
CREATE FUNCTION totp_of(person uuid) RETURNS TABLE (secret bytea, last_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT secret, last_step FROM totp_secrets WHERE user_id = person AND confirmed_at IS NOT NULL $$;
CREATE FUNCTION spend_totp(person uuid, step bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH spent AS (UPDATE totp_secrets SET last_step = step WHERE user_id = person AND last_step < step RETURNING 1)
   SELECT EXISTS (SELECT FROM spent) $$;
CREATE FUNCTION confirm_totp(at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE totp_secrets SET confirmed_at = at WHERE user_id = nullif(current_setting('app.user_id', true), '')::uuid $$;
-- Off: one's own, or a person's of an administrator who has lost their device.
CREATE FUNCTION drop_totp(person uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH gone AS (
     DELETE FROM totp_secrets t USING users u WHERE u.id = t.user_id AND u.id = person AND u.organisation_id = own_organisation()
       AND (u.id = nullif(current_setting('app.user_id', true), '')::uuid
         OR (may('users.manage') AND (NOT 'SYSTEM_ADMINISTRATOR' = ANY (u.roles) OR may('organisations.all'))))
     RETURNING 1)
   SELECT EXISTS (SELECT FROM gone) $$;

REVOKE ALL ON FUNCTION open_session(bytea, uuid, timestamptz, timestamptz, text, text, text), session_by_token(bytea, timestamptz),
  begin_totp(bytea), own_totp(), totp_of(uuid), spend_totp(uuid, bigint), confirm_totp(timestamptz), drop_totp(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_session(bytea, uuid, timestamptz, timestamptz, text, text, text), session_by_token(bytea, timestamptz),
  begin_totp(bytea), own_totp(), totp_of(uuid), spend_totp(uuid, bigint), confirm_totp(timestamptz), drop_totp(uuid) TO elk_web;

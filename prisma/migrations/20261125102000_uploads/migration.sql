-- ── Signing in does not wait for an import of people: its rows are locked until all is written ──
CREATE OR REPLACE FUNCTION open_session(hash bytea, person uuid, at timestamptz, until timestamptz, address text, agent text, way text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE users SET last_sign_in_at = at WHERE id = (SELECT id FROM users WHERE id = person FOR NO KEY UPDATE SKIP LOCKED);
   -- The oldest ones over the limit end: a person works at a desk or two, not at twenty.
   UPDATE sessions SET ended_at = at WHERE id IN (
     SELECT id FROM sessions WHERE user_id = person AND ended_at IS NULL AND expires_at > at ORDER BY last_seen_at DESC OFFSET 4);
   INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent, opened_by, proven_at)
   SELECT gen_random_uuid(), hash, person, at, at, least(until, at + interval '24 hours'), address, agent, way, at
   FROM users WHERE id = person AND disabled_at IS NULL $$;

-- The last sign-in that could not be noted then is noted as soon as the person goes on working.
CREATE OR REPLACE FUNCTION touch_session(hash bytea, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE sessions SET last_seen_at = greatest(last_seen_at, at) WHERE token_hash = hash AND ended_at IS NULL AND expires_at > at;
   UPDATE users u SET last_sign_in_at = s.created_at FROM sessions s
   WHERE s.token_hash = hash AND s.ended_at IS NULL AND u.id = (
     SELECT id FROM users WHERE id = s.user_id AND last_sign_in_at IS DISTINCT FROM s.created_at
       AND (last_sign_in_at IS NULL OR last_sign_in_at < s.created_at) FOR NO KEY UPDATE SKIP LOCKED) $$;

-- Whose bytes are these: asked before bytes are destroyed or swept.
CREATE INDEX files_sha256_idx ON files (sha256);

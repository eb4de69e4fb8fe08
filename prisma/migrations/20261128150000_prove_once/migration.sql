-- The token that is replaced is named: of two proofs at once the later one finds the same successor, or nothing of its own.
DROP FUNCTION prove_session(uuid, bytea, timestamptz);
CREATE FUNCTION prove_session(one uuid, old bytea, fresh bytea, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH proven AS (
     UPDATE sessions SET token_hash = fresh, proven_at = at, last_seen_at = at
     WHERE id = one AND token_hash IN (old, fresh) AND user_id = nullif(current_setting('app.user_id', true), '')::uuid
       AND ended_at IS NULL AND expires_at > at
     RETURNING 1)
   SELECT EXISTS (SELECT FROM proven) $$;
REVOKE ALL ON FUNCTION prove_session(uuid, bytea, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prove_session(uuid, bytea, bytea, timestamptz) TO elk_web;

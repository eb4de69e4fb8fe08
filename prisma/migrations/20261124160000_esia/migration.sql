-- Signing in through ЕСИА (A02). An account is a person in an organisation: one СНИЛС may have several (decision 014).
DROP INDEX users_snils_key;
CREATE UNIQUE INDEX users_organisation_id_snils_key ON users (organisation_id, snils) WHERE snils IS NOT NULL;
CREATE INDEX users_snils_idx ON users (snils) WHERE snils IS NOT NULL;

-- A sign-in on its way to ЕСИА and back, bound to one browser by the hash of its cookie. Nobody but the functions sees it.
CREATE TABLE "esia_sign_ins" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "state" UUID NOT NULL,
    "nonce" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "way_back" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3),
    "accounts" UUID[] NOT NULL DEFAULT '{}',
    CONSTRAINT "esia_sign_ins_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "esia_sign_ins_token_hash_key" ON "esia_sign_ins"("token_hash");
CREATE INDEX "esia_sign_ins_expires_at_idx" ON "esia_sign_ins"("expires_at");

-- Those that have ended are of use to nobody: each beginning sweeps them out.
CREATE FUNCTION begin_esia_sign_in(hash bytea, given_state uuid, given_nonce text, given_verifier text, back text, at timestamptz,
  until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DELETE FROM esia_sign_ins WHERE expires_at < at;
   INSERT INTO esia_sign_ins (id, token_hash, state, nonce, verifier, way_back, created_at, expires_at)
   VALUES (gen_random_uuid(), hash, given_state, given_nonce, given_verifier, back, at, until) $$;

-- Once: what comes a second time, to another browser or too late finds nothing.
CREATE FUNCTION take_esia_sign_in(hash bytea, given_state uuid, at timestamptz)
RETURNS TABLE (nonce text, verifier text, way_back text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE esia_sign_ins e SET taken_at = at
   WHERE e.token_hash = hash AND e.state = given_state AND e.taken_at IS NULL AND e.expires_at > at
   RETURNING e.nonce, e.verifier, e.way_back $$;

CREATE FUNCTION users_by_snils(given text)
RETURNS TABLE (id uuid, organisation_id uuid, login text, disabled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.id, u.organisation_id, u.login, u.disabled_at FROM users u WHERE u.snils = given $$;

-- Known who it is, not yet for which organisation.
CREATE FUNCTION offer_esia_accounts(hash bytea, given uuid[], until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE esia_sign_ins SET accounts = given, expires_at = until WHERE token_hash = hash AND taken_at IS NOT NULL $$;

CREATE FUNCTION offered_esia_accounts(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, organisation_name text, "position" text, last_sign_in_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.id, o.name, u.position, u.last_sign_in_at
   FROM esia_sign_ins e JOIN users u ON u.id = ANY (e.accounts) JOIN organisations o ON o.id = u.organisation_id
   WHERE e.token_hash = hash AND e.expires_at > at AND u.disabled_at IS NULL ORDER BY o.name, u.login $$;

-- Once, and only what was offered to this browser.
CREATE FUNCTION choose_esia_account(hash bytea, chosen uuid, at timestamptz)
RETURNS TABLE (id uuid, organisation_id uuid, login text, disabled_at timestamptz, way_back text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH spent AS (
     UPDATE esia_sign_ins e SET expires_at = at
     WHERE e.token_hash = hash AND e.expires_at > at AND chosen = ANY (e.accounts) RETURNING e.way_back)
   SELECT u.id, u.organisation_id, u.login, u.disabled_at, s.way_back FROM spent s JOIN users u ON u.id = chosen $$;

REVOKE ALL ON FUNCTION begin_esia_sign_in(bytea, uuid, text, text, text, timestamptz, timestamptz),
  take_esia_sign_in(bytea, uuid, timestamptz), users_by_snils(text), offer_esia_accounts(bytea, uuid[], timestamptz),
  offered_esia_accounts(bytea, timestamptz), choose_esia_account(bytea, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_esia_sign_in(bytea, uuid, text, text, text, timestamptz, timestamptz),
  take_esia_sign_in(bytea, uuid, timestamptz), users_by_snils(text), offer_esia_accounts(bytea, uuid[], timestamptz),
  offered_esia_accounts(bytea, timestamptz), choose_esia_account(bytea, uuid, timestamptz) TO elk_web;
ALTER TABLE esia_sign_ins ENABLE ROW LEVEL SECURITY;

-- An import of people asks for sets: which logins and СНИЛС somebody has in another organisation, and nothing more.
CREATE FUNCTION logins_elsewhere(given text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT lower(login) FROM users WHERE may('users.manage') AND lower(login) = ANY (given) AND organisation_id <> own_organisation() $$;
CREATE FUNCTION snils_elsewhere(given text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT snils FROM users WHERE may('users.manage') AND snils = ANY (given) AND organisation_id <> own_organisation() $$;
-- Whether a person of one's organisation signs in with codes, for their card.
CREATE FUNCTION has_totp(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may('users.manage') AND EXISTS (SELECT FROM totp_secrets t JOIN users u ON u.id = t.user_id
   WHERE u.id = person AND u.organisation_id = own_organisation() AND t.confirmed_at IS NOT NULL) $$;

REVOKE ALL ON FUNCTION has_totp(uuid), logins_elsewhere(text[]), snils_elsewhere(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_totp(uuid), logins_elsewhere(text[]), snils_elsewhere(text[]) TO elk_web;

-- An import of people asks for sets: which logins and СНИЛС somebody has in another organisation, and nothing more.
CREATE FUNCTION logins_elsewhere(given text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT lower(login) FROM users WHERE may('users.manage') AND lower(login) = ANY (given) AND organisation_id <> own_organisation() $$;
CREATE FUNCTION snils_elsewhere(given text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT snils FROM users WHERE may('users.manage') AND snils = ANY (given) AND organisation_id <> own_organisation() $$;
REVOKE ALL ON FUNCTION logins_elsewhere(text[]), snils_elsewhere(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logins_elsewhere(text[]), snils_elsewhere(text[]) TO elk_web;

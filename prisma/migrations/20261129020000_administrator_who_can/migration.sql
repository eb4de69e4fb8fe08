-- Whether somebody else administers the organisation and can sign in: by a password ('!' is none, lib/auth/check-password.ts), or by СНИЛС
-- through ЕСИА. Web may not read the passwords' column itself.
CREATE FUNCTION another_administers(except_user uuid, by_esia boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may('users.manage') AND EXISTS (
     SELECT FROM users WHERE organisation_id = own_organisation() AND id <> except_user AND disabled_at IS NULL
       AND 'ADMINISTRATOR' = ANY (roles) AND (password_hash <> '!' OR (by_esia AND snils IS NOT NULL))) $$;
REVOKE ALL ON FUNCTION another_administers(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION another_administers(uuid, boolean) TO elk_web;

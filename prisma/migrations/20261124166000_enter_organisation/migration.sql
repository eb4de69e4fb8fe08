-- A transaction of web belongs to a person in their own organisation; only a system administrator enters another. Asked here
-- as well, so that a forgotten check of the application opens no other organisation's rows.
CREATE FUNCTION enter_organisation(organisation uuid, person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF person IS NOT NULL AND NOT EXISTS (
    SELECT FROM users u WHERE u.id = person AND u.disabled_at IS NULL
      AND (u.organisation_id = organisation OR 'SYSTEM_ADMINISTRATOR' = ANY (u.roles))) THEN
    RAISE EXCEPTION 'the person does not work in this organisation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.organisation_id', organisation::text, true), set_config('app.user_id', coalesce(person::text, ''), true);
END $$;
REVOKE ALL ON FUNCTION enter_organisation(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_organisation(uuid, uuid) TO elk_web;

-- ── Organisation card (A08), its place among others (A09), how its messages go ─────────────────
CREATE TYPE smev_environment AS ENUM ('EPGU', 'SVCDEV');
ALTER TABLE organisations
  ADD COLUMN cabinet_name text NOT NULL DEFAULT '',
  ADD COLUMN declined_name text NOT NULL DEFAULT '',
  ADD COLUMN supervisory_name text NOT NULL DEFAULT '',
  ADD COLUMN org_type text NOT NULL DEFAULT '',
  ADD COLUMN okato text,
  ADD COLUMN blocked boolean NOT NULL DEFAULT false,
  ADD COLUMN parent_id uuid REFERENCES organisations (id) ON DELETE RESTRICT,
  ADD COLUMN smev_environment smev_environment,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT organisations_okato CHECK (okato ~ '^\d{11}$'),
  ADD CONSTRAINT organisations_not_own_parent CHECK (parent_id <> id);
CREATE INDEX organisations_parent_id_idx ON organisations (parent_id);
ALTER TABLE offices
  ADD COLUMN closed_at timestamptz(3),
  ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE users
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN must_change_password boolean NOT NULL DEFAULT false;

-- ── Rights as the database knows them: its second line asks the person's roles itself ──────────
-- The rows that policies ask for, as they stand in lib/auth/permissions.ts; a test holds the two together.
CREATE TABLE role_rights (
  role role NOT NULL,
  permission text NOT NULL,
  PRIMARY KEY (role, permission)
);
INSERT INTO role_rights (role, permission) VALUES
  ('ADMINISTRATOR', 'users.manage'), ('SYSTEM_ADMINISTRATOR', 'users.manage'),
  ('ADMINISTRATOR', 'organisation.manage'), ('SYSTEM_ADMINISTRATOR', 'organisation.manage'),
  ('ADMINISTRATOR', 'services.manage'), ('METHODOLOGIST', 'services.manage'),
  ('SYSTEM_ADMINISTRATOR', 'organisations.all');

CREATE FUNCTION own_organisation() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.organisation_id', true), '')::uuid $$;

-- Whether the person of this transaction has the right, in the organisation of this transaction. Only a system
-- administrator acts in another one than his own.
CREATE FUNCTION may(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT FROM users u JOIN role_rights r ON r.role = ANY (u.roles)
   WHERE u.id = nullif(current_setting('app.user_id', true), '')::uuid AND u.disabled_at IS NULL AND r.permission = wanted
     AND (u.organisation_id = own_organisation() OR r.role = 'SYSTEM_ADMINISTRATOR')) $$;

CREATE FUNCTION parent_of(organisation uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT parent_id FROM organisations WHERE id = organisation $$;

-- Nobody becomes or ceases to be a system administrator through the web: that is done beside the database, by its owner.
CREATE FUNCTION users_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := TG_OP = 'UPDATE' AND 'SYSTEM_ADMINISTRATOR' = ANY (OLD.roles);
  owner boolean := (SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = TG_RELID);
BEGIN
  IF NOT owner AND ('SYSTEM_ADMINISTRATOR' = ANY (NEW.roles)) IS DISTINCT FROM was THEN
    RAISE EXCEPTION 'a system administrator is made on the server only';
  END IF;
  IF NOT owner AND was AND NOT may('organisations.all') THEN
    RAISE EXCEPTION 'the card of a system administrator is their own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER users_guard BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_guard();

-- Logins are unique in the whole installation; a person may have a card elsewhere. Nothing but that fact is told.
CREATE FUNCTION login_is_taken(given text, except_user uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may('users.manage') AND EXISTS (SELECT FROM users WHERE lower(login) = lower(given) AND id IS DISTINCT FROM except_user) $$;
CREATE FUNCTION snils_is_taken(given text, except_user uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT CASE WHEN organisation_id = own_organisation() THEN 'here' ELSE 'elsewhere' END FROM users
   WHERE may('users.manage') AND snils = given AND id IS DISTINCT FROM except_user
   ORDER BY organisation_id = own_organisation() DESC LIMIT 1 $$;

CREATE FUNCTION organisation_code_is_taken(given text, except_organisation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may('organisation.manage') AND EXISTS (SELECT FROM organisations WHERE code = given AND id <> except_organisation) $$;
CREATE FUNCTION organisation_key_is_taken(given_inn text, given_kpp text, except_organisation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may('organisation.manage') AND EXISTS (
     SELECT FROM organisations WHERE inn = given_inn AND kpp = given_kpp AND id <> except_organisation) $$;

-- Sessions: own ones, or those of one's people.
CREATE FUNCTION sessions_of(person uuid, at timestamptz)
RETURNS TABLE (id uuid, created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, ip text, user_agent text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.id, s.created_at, s.last_seen_at, s.expires_at, s.ip, s.user_agent FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE u.id = person AND u.organisation_id = own_organisation() AND s.ended_at IS NULL AND s.expires_at > at
     AND (u.id = nullif(current_setting('app.user_id', true), '')::uuid OR may('users.manage'))
   ORDER BY s.last_seen_at DESC $$;
CREATE FUNCTION end_sessions_of(person uuid, one uuid, except_session uuid, at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH ended AS (
     UPDATE sessions s SET ended_at = at FROM users u
     WHERE u.id = s.user_id AND u.id = person AND u.organisation_id = own_organisation() AND s.ended_at IS NULL
       AND (one IS NULL OR s.id = one) AND s.id IS DISTINCT FROM except_session
       AND (u.id = nullif(current_setting('app.user_id', true), '')::uuid OR may('users.manage'))
     RETURNING 1)
   SELECT count(*) FROM ended $$;

-- Opening a session is the last sign-in of its user: web itself changes that column no more.
CREATE OR REPLACE FUNCTION open_session(hash bytea, person uuid, at timestamptz, until timestamptz, address text, agent text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE users SET last_sign_in_at = at WHERE id = person;
   INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
   VALUES (gen_random_uuid(), hash, person, at, at, until, address, agent) $$;

DROP FUNCTION session_by_token(bytea, timestamptz);
CREATE FUNCTION session_by_token(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, last_seen_at timestamptz, user_id uuid, organisation_id uuid, organisation_name text, time_zone text,
  smev_environment text, office_id uuid, office_name text, login text, last_name text, first_name text, middle_name text,
  roles text[], elk_module boolean, must_change_password boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.id, s.last_seen_at, u.id, u.organisation_id, o.name, o.time_zone, o.smev_environment::text, u.office_id, f.name, u.login,
     u.last_name, u.first_name, u.middle_name, u.roles::text[], u.elk_module, u.must_change_password
   FROM sessions s JOIN users u ON u.id = s.user_id JOIN organisations o ON o.id = u.organisation_id
     LEFT JOIN offices f ON f.id = u.office_id
   WHERE s.token_hash = hash AND s.ended_at IS NULL AND u.disabled_at IS NULL AND s.expires_at > at $$;

-- One's own password: the verb has asked for the old one.
CREATE FUNCTION set_own_password(fresh text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE users SET password_hash = fresh, must_change_password = false
   WHERE id = nullif(current_setting('app.user_id', true), '')::uuid AND organisation_id = own_organisation() $$;

REVOKE ALL ON FUNCTION organisation_code_is_taken(text, uuid), organisation_key_is_taken(text, text, uuid), may(text), parent_of(uuid), login_is_taken(text, uuid), snils_is_taken(text, uuid),
  sessions_of(uuid, timestamptz), end_sessions_of(uuid, uuid, uuid, timestamptz), session_by_token(bytea, timestamptz),
  set_own_password(text), users_guard() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisation_code_is_taken(text, uuid), organisation_key_is_taken(text, text, uuid), may(text), parent_of(uuid), login_is_taken(text, uuid), snils_is_taken(text, uuid),
  sessions_of(uuid, timestamptz), end_sessions_of(uuid, uuid, uuid, timestamptz), session_by_token(bytea, timestamptz),
  set_own_password(text) TO elk_web;

-- ── What web may write, and who through it ─────────────────────────────────────────────────────
REVOKE UPDATE (last_sign_in_at) ON users FROM elk_web;
GRANT SELECT (version, must_change_password) ON users TO elk_web;
GRANT INSERT,
  UPDATE (office_id, login, last_name, first_name, middle_name, position, snils, email, password_hash, roles, elk_module,
    disabled_at, must_change_password, version) ON users TO elk_web;
CREATE POLICY managed_insert ON users AS RESTRICTIVE FOR INSERT TO elk_web WITH CHECK ((SELECT may('users.manage')));
CREATE POLICY managed_update ON users AS RESTRICTIVE FOR UPDATE TO elk_web USING ((SELECT may('users.manage')));

GRANT INSERT, UPDATE (name, address, frgu_code, oktmo, closed_at, version)
  ON offices TO elk_web;
CREATE POLICY managed_insert ON offices AS RESTRICTIVE FOR INSERT TO elk_web WITH CHECK ((SELECT may('organisation.manage')));
CREATE POLICY managed_update ON offices AS RESTRICTIVE FOR UPDATE TO elk_web USING ((SELECT may('organisation.manage')));

CREATE POLICY managed_insert ON services AS RESTRICTIVE FOR INSERT TO elk_web WITH CHECK ((SELECT may('services.manage')));
CREATE POLICY managed_update ON services AS RESTRICTIVE FOR UPDATE TO elk_web USING ((SELECT may('services.manage')));

GRANT INSERT,
  UPDATE (code, name, short_name, inn, kpp, ogrn, oktmo, time_zone, mnemonic, contact_name, contact_phone, cabinet_name,
    declined_name, supervisory_name, org_type, okato, blocked, parent_id, smev_driver, smev_environment, version)
  ON organisations TO elk_web;
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_queue ON organisations TO elk_worker USING (true);
CREATE POLICY own_and_near ON organisations FOR SELECT TO elk_web USING (
  id = (SELECT own_organisation()) OR parent_id = (SELECT own_organisation())
  OR id = (SELECT parent_of(own_organisation())) OR (SELECT may('organisations.all')));
CREATE POLICY managed_insert ON organisations FOR INSERT TO elk_web WITH CHECK ((SELECT may('organisations.all')));
CREATE POLICY managed_update ON organisations FOR UPDATE TO elk_web USING (
  (id = (SELECT own_organisation()) AND (SELECT may('organisation.manage'))) OR (SELECT may('organisations.all')));

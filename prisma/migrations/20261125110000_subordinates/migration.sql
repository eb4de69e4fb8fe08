-- Sight of subordinate organisations (decision 32, A10): a switch on the superior one, reading only, one organisation a
-- transaction as ever: who looks into a subordinate one does not see the own rows meanwhile.
ALTER TABLE organisations ADD COLUMN oversees boolean NOT NULL DEFAULT false;
GRANT UPDATE (oversees) ON organisations TO elk_web;
INSERT INTO role_rights (role, permission) VALUES
  ('SUPERVISOR', 'applications.subordinate'), ('DEPUTY_SUPERVISOR', 'applications.subordinate'),
  ('ADMINISTRATOR', 'applications.subordinate');

-- Nobody opens others' rows to themselves: the switch is of who keeps the structure.
CREATE FUNCTION organisations_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := TG_OP = 'UPDATE' AND OLD.oversees;
  owner boolean := (SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = TG_RELID);
BEGIN
  IF NEW.oversees IS DISTINCT FROM was AND NOT owner AND NOT may('organisations.all') THEN
    RAISE EXCEPTION 'sight of subordinate organisations is given by a system administrator';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER organisations_guard BEFORE INSERT OR UPDATE ON organisations FOR EACH ROW EXECUTE FUNCTION organisations_guard();

-- The organisation that this transaction looks into, if the person, the place of both and the switch allow it; else null.
CREATE FUNCTION overseen() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT below.id FROM organisations below JOIN organisations own ON own.id = below.parent_id
   WHERE below.id = nullif(current_setting('app.overseen_id', true), '')::uuid
     AND own.id = own_organisation() AND own.oversees AND may('applications.subordinate')
     AND EXISTS (SELECT FROM users u WHERE u.id = nullif(current_setting('app.user_id', true), '')::uuid AND u.elk_module) $$;
REVOKE ALL ON FUNCTION overseen(), organisations_guard() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION overseen() TO elk_web;

-- Whose rows are read. One equality, so that every index by organisation serves as before.
CREATE FUNCTION seen_organisation() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN coalesce(current_setting('app.overseen_id', true), '') = '' THEN own_organisation() ELSE overseen() END $$;

-- What a list and a card are made of is read there; written are the own rows only, and none while looking elsewhere but
-- the row that tells of the look.
DO $$
DECLARE
  guarded text;
  own text := 'organisation_id = (SELECT own_organisation())';
  seen text := 'organisation_id = (SELECT seen_organisation())';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['applications', 'applicants', 'status_changes', 'files', 'file_signatures', 'deliveries',
    'messages', 'services', 'offices', 'users', 'audit_events'] LOOP
    EXECUTE format('DROP POLICY own_organisation ON %I', guarded);
    EXECUTE format('CREATE POLICY seen_organisation ON %I FOR SELECT TO elk_web USING (%s)', guarded, seen);
    EXECUTE format('CREATE POLICY own_insert ON %I FOR INSERT TO elk_web WITH CHECK (%s)', guarded,
      CASE guarded WHEN 'audit_events' THEN own ELSE own || ' AND ' || seen END);
    EXECUTE format('CREATE POLICY own_update ON %I FOR UPDATE TO elk_web USING (%s AND %s)', guarded, own, seen);
    EXECUTE format('CREATE POLICY own_delete ON %I FOR DELETE TO elk_web USING (%s AND %s)', guarded, own, seen);
  END LOOP;
END $$;
-- A look is written in the journal of whose application it is, too: who answers for the citizen's data sees who looked.
CREATE POLICY overseen_look ON audit_events FOR INSERT TO elk_web WITH CHECK (
  organisation_id = (SELECT overseen()) AND action IN ('application.view', 'file.download'));

import type { Tx } from '@/lib/core/db'
import type { UserLine } from './user-columns'

// No password fits it: such a person comes through ЕСИА, or is given a first password.
const NO_PASSWORD = '!'

/** Writes a set of people in one statement; known ones where the file says something. */
export async function writeUsers(
  tx: Tx,
  organisationId: string,
  rows: readonly UserLine[],
): Promise<{ created: number; changed: number }> {
  const given = JSON.stringify(rows.map((row) => ({ id: crypto.randomUUID(), ...row })))
  const written = await tx.$queryRaw<{ id: string; fresh: boolean }[]>`
    WITH given AS (
      SELECT r.*, f.id AS office_id FROM jsonb_to_recordset(${given}::jsonb) AS r(id uuid, login text, "lastName" text,
        "firstName" text, "middleName" text, position text, snils text, email text, office text, roles role[], "elkModule" boolean)
        LEFT JOIN offices f ON f.organisation_id = ${organisationId}::uuid AND f.name = r.office AND f.closed_at IS NULL
    ), changed AS (
      UPDATE users u SET last_name = g."lastName", first_name = g."firstName", middle_name = coalesce(g."middleName", u.middle_name),
        position = g.position, snils = coalesce(g.snils, u.snils), email = coalesce(g.email, u.email),
        office_id = coalesce(g.office_id, u.office_id), roles = coalesce(g.roles, u.roles),
        elk_module = coalesce(g."elkModule", u.elk_module), version = u.version + 1
      FROM given g WHERE u.organisation_id = ${organisationId}::uuid AND lower(u.login) = lower(g.login)
      RETURNING u.id, lower(u.login) AS login
    ), created AS (
      INSERT INTO users (id, organisation_id, office_id, login, last_name, first_name, middle_name, position, snils, email,
        password_hash, roles, elk_module, must_change_password)
      SELECT id, ${organisationId}::uuid, office_id, login, "lastName", "firstName", "middleName", position, snils, email,
        ${NO_PASSWORD}, coalesce(roles, '{}'), coalesce("elkModule", false), true
      FROM given WHERE lower(login) NOT IN (SELECT login FROM changed)
      RETURNING id
    )
    SELECT id, true AS fresh FROM created UNION ALL SELECT id, false FROM changed`
  const created = written.filter(({ fresh }) => fresh).length
  return { created, changed: written.length - created }
}

import { NO_PASSWORD } from '@/lib/auth/check-password'
import { changesBetween } from '@/lib/audit/changes'
import { recordAuditRows } from '@/lib/audit/record-audit-rows'
import type { Tx } from '@/lib/core/db'
import { storedSnils } from '@/lib/core/seal-value'
import type { Actor } from '@/lib/imports/kind'
import { userFields } from './schema'
import type { UserLine } from './user-columns'

const told = userFields.filter((field) => field !== 'login')
type Told = Record<(typeof told)[number], unknown>
type Written = { id: string; fresh: boolean; before: Told | null; after: Told }

/** Writes a set of people in one statement, known ones where the file says something; each has its row in the audit. */
export async function writeUsers(
  tx: Tx,
  actor: Actor,
  rows: readonly UserLine[],
): Promise<{ created: number; changed: number }> {
  const { organisationId } = actor
  const logins = rows.map(({ login }) => login.toLowerCase())
  const given = JSON.stringify(
    rows.map((row) => ({
      id: crypto.randomUUID(),
      ...row,
      snils: row.snils && storedSnils(row.snils),
    })),
  )
  const written = await tx.$queryRaw<Written[]>`
    WITH given AS (
      SELECT r.*, f.id AS office_id FROM jsonb_to_recordset(${given}::jsonb) AS r(id uuid, login text, "lastName" text,
        "firstName" text, "middleName" text, position text, snils text, email text, office text, roles role[], "elkModule" boolean)
        LEFT JOIN offices f ON f.organisation_id = ${organisationId}::uuid AND f.name = r.office AND f.closed_at IS NULL
    ), changed AS (
      UPDATE users u SET last_name = g."lastName", first_name = g."firstName", middle_name = coalesce(g."middleName", u.middle_name),
        position = g.position, snils = coalesce(g.snils, u.snils), email = coalesce(g.email, u.email),
        office_id = coalesce(g.office_id, u.office_id), roles = coalesce(g.roles, u.roles),
        elk_module = coalesce(g."elkModule", u.elk_module), version = u.version + 1
      FROM given g, users old
      WHERE u.organisation_id = ${organisationId}::uuid AND lower(u.login) = ANY(${logins})
        AND lower(u.login) = lower(g.login) AND old.id = u.id
      RETURNING u.id, lower(u.login) AS login,
        jsonb_build_object('lastName', old.last_name, 'firstName', old.first_name, 'middleName', old.middle_name,
          'position', old.position, 'snils', old.snils, 'email', old.email, 'officeId', old.office_id, 'roles', old.roles,
          'elkModule', old.elk_module) AS before,
        jsonb_build_object('lastName', u.last_name, 'firstName', u.first_name, 'middleName', u.middle_name,
          'position', u.position, 'snils', u.snils, 'email', u.email, 'officeId', u.office_id, 'roles', u.roles,
          'elkModule', u.elk_module) AS after
    ), created AS (
      INSERT INTO users (id, organisation_id, office_id, login, last_name, first_name, middle_name, position, snils, email,
        password_hash, roles, elk_module, must_change_password)
      SELECT id, ${organisationId}::uuid, office_id, login, "lastName", "firstName", "middleName", position, snils, email,
        ${NO_PASSWORD}, coalesce(roles, '{}'), coalesce("elkModule", false), true
      FROM given WHERE lower(login) NOT IN (SELECT login FROM changed)
      RETURNING id, jsonb_build_object('lastName', last_name, 'firstName', first_name, 'middleName', middle_name,
        'position', position, 'snils', snils, 'email', email, 'officeId', office_id, 'roles', roles, 'elkModule', elk_module) AS after
    )
    SELECT id, true AS fresh, NULL::jsonb AS before, after FROM created UNION ALL SELECT id, false, before, after FROM changed`
  await recordAuditRows(
    tx,
    written.map(({ id, fresh, before, after }) => ({
      ...actor,
      action: fresh ? 'user.create' : 'user.update',
      subjectType: 'user',
      subjectId: id,
      details: { changes: changesBetween<Told>(before ?? {}, after, told), by: 'import' },
    })),
  )
  const created = written.filter(({ fresh }) => fresh).length
  return { created, changed: written.length - created }
}

import type { Tx } from '@/lib/core/db'
import type { ServiceRow } from './service-columns'

/** Writes a set of services in one statement: new ones by their code, known ones where the file says something. */
export async function writeServices(
  tx: Tx,
  organisationId: string,
  rows: readonly ServiceRow[],
): Promise<{ created: number; changed: number }> {
  const given = JSON.stringify(rows.map((row) => ({ id: crypto.randomUUID(), ...row })))
  const written = await tx.$queryRaw<{ fresh: boolean; n: number }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${given}::jsonb) AS r(id uuid, name text, "eserviceCode" text, "targetCode" text, term integer,
        applicants applicant_kind[], channel integer, active boolean)
    ), changed AS (
      UPDATE services s SET name = g.name, target_code = coalesce(g."targetCode", s.target_code),
        tku_state = CASE WHEN g."targetCode" IS NOT NULL AND s.tku_state IN ('NONE', 'REQUESTED') THEN 'PRODUCTION' ELSE s.tku_state END,
        term_working_days = coalesce(g.term, s.term_working_days),
        allowed_applicants = coalesce(g.applicants, s.allowed_applicants),
        default_channel = coalesce(g.channel, s.default_channel), active = coalesce(g.active, s.active)
      FROM given g WHERE s.organisation_id = ${organisationId}::uuid AND s.eservice_code = g."eserviceCode"
      RETURNING s.eservice_code
    ), created AS (
      INSERT INTO services (id, organisation_id, name, eservice_code, target_code, tku_state, term_working_days, allowed_applicants,
        default_channel, active)
      SELECT id, ${organisationId}::uuid, name, "eserviceCode", "targetCode",
        CASE WHEN "targetCode" IS NULL THEN 'NONE' ELSE 'PRODUCTION' END::tku_state, term,
        coalesce(applicants, '{PERSON,SOLE_TRADER,LEGAL_ENTITY}'), channel, coalesce(active, true)
      FROM given WHERE "eserviceCode" NOT IN (SELECT eservice_code FROM changed)
      RETURNING 1
    )
    SELECT true AS fresh, count(*)::int AS n FROM created UNION ALL SELECT false, count(*)::int FROM changed`
  const count = (fresh: boolean) => written.find((one) => one.fresh === fresh)?.n ?? 0
  return { created: count(true), changed: count(false) }
}

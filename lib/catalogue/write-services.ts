import { now } from '@/lib/core/clock'
import { Prisma, type Tx } from '@/lib/core/db'
import { uuid7 } from '@/lib/core/uuid7'
import type { Actor } from '@/lib/imports/kind'
import { knownIds } from './known-ids'
import type { ServiceRow } from './service-columns'

/** Our names of the columns that a file may change, as the «История» of a service tells them. */
const told = [
  ['name', 'name'],
  ['target_code', 'targetCode'],
  ['tku_state', 'tkuState'],
  ['term_working_days', 'termWorkingDays'],
  ['allowed_applicants', 'allowedApplicants'],
  ['default_channel', 'defaultChannel'],
  ['active', 'active'],
  ['level', 'level'],
  ['code_origin', 'codeOrigin'],
  ['state_structure_code', 'stateStructureCode'],
  ['on_epgu', 'onEpgu'],
  ['result_name', 'resultName'],
  ['allowed_statuses', 'allowedStatuses'],
  ['test_since', 'testSince'],
  ['production_since', 'productionSince'],
]
const pairs = Prisma.raw(told.map(([column, name]) => `('${column}', '${name}')`).join(', '))
/** The same of a new service, where nothing stood before: named one by one it is three times as quick. */
const first = Prisma.raw(
  told
    .map(
      ([column, name]) =>
        `'${name}', CASE WHEN s.${column} IS NOT NULL THEN jsonb_build_array(NULL, s.${column}) END`,
    )
    .join(', '),
)

/**
 * Writes a set of services in one statement: new ones by their code, known ones where the file says something; each with
 * its audit row, old values and new.
 */
export async function writeServices(
  tx: Tx,
  { organisationId, userId, ip }: Actor,
  rows: readonly ServiceRow[],
): Promise<{ created: number; changed: number }> {
  const codes = rows.map(({ eserviceCode }) => eserviceCode)
  const given = JSON.stringify(rows.map((row) => ({ id: uuid7(), ...said(row) })))
  const written = await tx.$queryRaw<{ fresh: boolean; n: number }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${given}::jsonb) AS r(id uuid, name text, "eserviceCode" text, "targetCode" text, term integer,
        applicants applicant_kind[], channel integer, active boolean, state tku_state, level service_level, origin service_code_origin,
        "structureCode" text, "onEpgu" boolean, result text, statuses integer[], "testSince" date, "productionSince" date)
    ), before AS MATERIALIZED (
      SELECT id, to_jsonb(s) AS was FROM services s WHERE id IN (${knownIds(organisationId, codes)})
    ), changed AS (
      UPDATE services s SET name = coalesce(g.name, s.name), target_code = coalesce(g."targetCode", s.target_code),
        tku_state = coalesce(g.state, CASE WHEN g."targetCode" IS NOT NULL AND s.tku_state IN ('NONE', 'REQUESTED')
          THEN 'PRODUCTION' ELSE s.tku_state END),
        term_working_days = coalesce(g.term, s.term_working_days),
        allowed_applicants = coalesce(g.applicants, s.allowed_applicants),
        default_channel = coalesce(g.channel, s.default_channel), active = coalesce(g.active, s.active),
        level = coalesce(g.level, s.level), code_origin = coalesce(g.origin, s.code_origin),
        state_structure_code = coalesce(g."structureCode", s.state_structure_code), on_epgu = coalesce(g."onEpgu", s.on_epgu),
        result_name = coalesce(g.result, s.result_name), allowed_statuses = coalesce(g.statuses, s.allowed_statuses),
        test_since = coalesce(g."testSince", s.test_since), production_since = coalesce(g."productionSince", s.production_since),
        version = s.version + 1
      FROM given g WHERE s.id IN (SELECT id FROM before) AND s.eservice_code = g."eserviceCode"
      RETURNING s.id, s.eservice_code, to_jsonb(s) AS is_now
    ), created AS (
      INSERT INTO services AS s (id, organisation_id, name, eservice_code, target_code, tku_state, term_working_days,
        allowed_applicants, default_channel, active, level, code_origin, state_structure_code, on_epgu, result_name, allowed_statuses,
        test_since, production_since, created_at)
      SELECT id, ${organisationId}::uuid, name, "eserviceCode", "targetCode",
        coalesce(state, CASE WHEN "targetCode" IS NULL THEN 'NONE' ELSE 'PRODUCTION' END::tku_state), term,
        coalesce(applicants, '{PERSON,SOLE_TRADER,LEGAL_ENTITY}'), channel, coalesce(active, true), level, coalesce(origin, 'RGU'),
        "structureCode", coalesce("onEpgu", false), result, coalesce(statuses, '{}'), "testSince", "productionSince", ${now()}
      FROM given WHERE "eserviceCode" NOT IN (SELECT eservice_code FROM changed)
      RETURNING s.id, jsonb_strip_nulls(jsonb_build_object(${first})) AS changes
    ), audited AS (
      INSERT INTO audit_events (at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip)
      SELECT ${now()}, ${organisationId}::uuid, ${userId}::uuid, act, 'ok', 'service', act_on.id::text,
        jsonb_build_object('changes', changes), ${ip}
      FROM (SELECT 'service.import' AS act, changed.id, (
              SELECT jsonb_object_agg(told.name, jsonb_build_array(was -> col, is_now -> col))
              FROM (VALUES ${pairs}) AS told(col, name) WHERE was -> col IS DISTINCT FROM is_now -> col) AS changes
            FROM changed JOIN before USING (id)
            UNION ALL SELECT 'service.create', id, changes FROM created) AS act_on
    )
    SELECT true AS fresh, count(*)::int AS n FROM created UNION ALL SELECT false, count(*)::int FROM changed`
  const count = (fresh: boolean) => written.find((one) => one.fresh === fresh)?.n ?? 0
  return { created: count(true), changed: count(false) }
}

/** Cells that say nothing are left out: most do, and the text that PostgreSQL has to read is half as long. */
const said = (row: ServiceRow) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))

import type pg from 'pg'
import { seedDirectories } from '../prisma/seed/directories'
import { demoOrganisations, type DemoOrganisation } from '../prisma/seed/organisations'
import { ownerClient } from '../prisma/seed/owner'
import { plantOrganisation } from '../prisma/seed/plant-organisation'
import type { Planted } from '../prisma/seed/find-planted'

/** The code of the target that all of them apply for; the simulator must be told of it. */
export const SERVICE = '-9900000000160000001'

/** So many organisations with people and a catalogue; of their applications none. */
export async function plantOrganisations(url: string, count: number): Promise<Planted[]> {
  const client = ownerClient(url)
  await seedDirectories(client, 'demo')
  const base = demoOrganisations[0] as DemoOrganisation
  const planted: Planted[] = []
  for (let n = 1; n <= count; n++) {
    const users = base.users.map((user) => ({ ...user, snils: undefined, login: `${user.login}${n}` }))
    planted.push(await plantOrganisation(client, { ...base, code: `R${n}`, users }))
  }
  await client.$disconnect()
  return planted
}

let planted = 0

/**
 * Applications as clerks leave them, each with as many changes waiting to be sent: what the verbs of saving write, by SQL.
 * The first makes the application at ЕПГУ, the others are statuses 7 and 36 in turn; none leaves before
 * `notBefore`. Unless `tidy` is false the tables are vacuumed and their statistics taken anew. Returns the applications' numbers.
 */
export async function plantBacklog(
  owner: pg.Pool,
  organisation: Planted,
  {
    applications,
    changes,
    tidy = true,
    notBefore = null,
  }: { applications: number; changes: number; tidy?: boolean; notBefore?: Date | null },
): Promise<string[]> {
  const from = planted + 1
  planted += applications
  const client = await owner.connect()
  try {
    await client.query('BEGIN')
    const values = [
      organisation.organisationId,
      organisation.offices[0],
      organisation.services['9900000000160000001'] ?? Object.values(organisation.services)[0],
      Object.values(organisation.users)[0],
      from,
      planted,
    ]
    await client.query(
      `INSERT INTO applications (id, organisation_id, office_id, number, order_number, state, state_at, elk_status, service_id, channel,
         request_date, region, applicant_kind, applicant_name, applicant_search, form, idempotency_key, service_term_at,
         created_by_id, updated_by_id, created_at, updated_at)
       SELECT uuidv7(), $1, $2, lpad(n::text, 8, '0'), 'Q-' || n, 'IN_WORK', at, 7, $3, 4, at, '99000000', 'PERSON',
         'Образцова Вымышленна ' || n, 'образцова вымышленна ' || n, '{}', uuidv7(), at + interval '20 days', $4, $4, at, at
       FROM generate_series($5::int, $6::int) n, LATERAL (SELECT app_now() - interval '1 hour' AS at) t`,
      values,
    )
    await client.query(
      `WITH changed AS (
         INSERT INTO status_changes (id, organisation_id, application_id, seq, status, status_date, created_by_id, created_at)
         SELECT uuidv7(), $1, a.id, seq, CASE WHEN seq = 1 THEN 6 WHEN seq % 2 = 0 THEN 7 ELSE 36 END,
           a.created_at + seq * interval '1 minute', $4, a.created_at + seq * interval '1 minute'
         FROM applications a, generate_series(1, $2::int) seq
         WHERE a.organisation_id = $1 AND a.number BETWEEN lpad($5::int::text, 8, '0') AND lpad($6::int::text, 8, '0')
         RETURNING id, application_id, seq, status, status_date, created_at)
       INSERT INTO deliveries (id, organisation_id, application_id, status_change_id, seq, kind, facts, not_before, deadline_at, created_at)
       SELECT uuidv7(), $1, a.id, c.id, c.seq, (CASE WHEN c.seq = 1 THEN 'CREATE' ELSE 'UPDATE' END)::delivery_kind,
         CASE WHEN c.seq = 1 THEN jsonb_build_object('version', 1, 'kind', 'CREATE', 'environment', 'SVCDEV',
             'applicant', jsonb_build_object('by', 'esiaId', 'esiaId', (1000000000 + a.number::int)::text),
             'sender', parts.sender, 'serviceTargetCode', $3::text, 'region', '99000000', 'orderNumber', a.order_number,
             'requestDate', moscow(a.request_date), 'office', jsonb_build_object('name', 'МФЦ № 3', 'channel', 4), 'status', parts.status)
           ELSE jsonb_build_object('version', 1, 'kind', 'UPDATE', 'environment', 'SVCDEV', 'orderNumber', a.order_number,
             'addressBy', 'orderNumber', 'sender', parts.sender, 'status', parts.status) END,
         c.created_at + coalesce($7::timestamptz - app_now(), '0'), c.created_at + interval '48 hours', c.created_at
       FROM changed c JOIN applications a ON a.id = c.application_id JOIN organisations o ON o.id = $1,
         LATERAL (SELECT jsonb_build_object('inn', o.inn, 'kpp', o.kpp) AS sender,
           jsonb_build_object('status', c.status, 'isInformed', false, 'statusDate', moscow(c.status_date), 'attachments', '[]'::jsonb) AS status) parts
       ORDER BY c.created_at`.replaceAll(
        /moscow\(([\w.]+)\)/g,
        (_, at: string) =>
          `to_char(${at} AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+03:00"')`,
      ),
      [values[0], changes, SERVICE, values[3], from, planted, notBefore],
    )
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  for (const table of tidy ? ['applications', 'status_changes', 'deliveries'] : [])
    await owner.query(`VACUUM ANALYZE ${table}`)
  return Array.from({ length: applications }, (_, index) => `Q-${from + index}`)
}

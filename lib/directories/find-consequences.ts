import { Prisma, type Tx } from '@/lib/core/db'
import type { Difference } from './differences'
import { directories } from './schema'

/** A row that would be closed though it is in use: how many of our applications and services have it. */
export type Consequence = { code: string; name: string; applications: number; services: number }

/** SQL of (code, id): where the codes of a directory stand. */
const places: Record<number, { applications?: string; services?: string }> = {
  [directories.citizenship]: { applications: 'SELECT citizenship::text, application_id FROM applicants' },
  [directories.document]: { applications: 'SELECT document_type::text, application_id FROM applicants' },
  [directories.status]: {
    applications: 'SELECT elk_status::text, id FROM applications',
    services: `SELECT unnest(allowed_statuses)::text, id FROM services
      UNION SELECT jsonb_object_keys(status_comments || citizen_texts), id FROM services`,
  },
  [directories.channel]: {
    applications: 'SELECT channel::text, id FROM applications',
    services: 'SELECT default_channel::text, id FROM services',
  },
  [directories.attachment]: {
    applications: 'SELECT doc_type_id, application_id FROM files WHERE removed_at IS NULL',
  },
  [directories.template]: {
    services: `SELECT said.value->>'template', id FROM services, jsonb_each(citizen_texts) AS said`,
  },
}

/** What closing rows would mean for this organisation; told before anything is applied. */
export async function findConsequences(
  tx: Tx,
  directory: number,
  differences: readonly Difference[],
): Promise<Consequence[]> {
  const closed = differences.filter(({ kind }) => kind === 'closed')
  const codes = closed.map(({ code }) => code)
  const count = async (sql: string | undefined) => {
    if (!sql || codes.length === 0) return new Map<string, number>()
    const rows = await tx.$queryRaw<{ code: string; n: number }[]>`
      SELECT code, count(DISTINCT id)::int AS n FROM (${Prisma.raw(sql)}) AS used(code, id)
      WHERE code = ANY (${codes}) GROUP BY code`
    return new Map(rows.map(({ code, n }) => [code, n]))
  }
  const applications = await count(places[directory]?.applications)
  const services = await count(places[directory]?.services)
  return closed
    .map(({ code, old }) => ({
      code,
      name: old ?? '',
      applications: applications.get(code) ?? 0,
      services: services.get(code) ?? 0,
    }))
    .filter((one) => one.applications + one.services > 0)
}

import type { Tx } from '@/lib/core/db'
import { say } from '@/lib/core/message'
import type { FieldDifference, Planned } from '@/lib/imports/kind'
import { serviceColumns, type ServiceRow } from './service-columns'

type Known = {
  eservice_code: string
  name: string
  target_code: string | null
  term_working_days: number | null
  allowed_applicants: string[]
  default_channel: number | null
  active: boolean
}

const CHANNELS = 7213
const kinds: Record<string, string> = { PERSON: 'ФЛ', SOLE_TRADER: 'ИП', LEGAL_ENTITY: 'ЮЛ' }
const titles = Object.fromEntries(serviceColumns.map(({ key, title }) => [key, title]))
const shown = (value: string | number | boolean | string[] | null): string =>
  value === null
    ? ''
    : Array.isArray(value)
      ? value.map((one) => kinds[one] ?? one).join(', ')
      : typeof value === 'boolean'
        ? value
          ? 'да'
          : 'нет'
        : String(value)

/** What these rows would do to the services of the organisation; those it looks at stay locked until the transaction ends. */
export async function planServices(
  tx: Tx,
  organisationId: string,
  rows: readonly ServiceRow[],
): Promise<Planned[]> {
  const codes = rows.map(({ eserviceCode }) => eserviceCode)
  const targets = rows.flatMap(({ targetCode }) => targetCode ?? [])
  const found = await tx.$queryRaw<Known[]>`
    SELECT eservice_code, name, target_code, term_working_days, allowed_applicants::text[], default_channel, active
    FROM services WHERE id IN (
      SELECT id FROM services WHERE organisation_id = ${organisationId}::uuid AND eservice_code = ANY(${codes})
      UNION SELECT id FROM services WHERE organisation_id = ${organisationId}::uuid AND target_code = ANY(${targets}))
    ORDER BY id FOR NO KEY UPDATE`
  const known = new Map(found.map((one) => [one.eservice_code, one]))
  const holders = new Map(found.map((one) => [one.target_code, one.eservice_code]))
  const open = await tx.directoryEntry.findMany({
    where: { directory: CHANNELS, closedAt: null },
    select: { code: true },
  })
  const channels = new Set(open.map(({ code }) => Number(code)))
  return rows.map((row) => {
    if (row.channel !== null && !channels.has(row.channel))
      return { action: 'error', column: 'channel', message: 'imports.services.unknownChannel' }
    const holder = row.targetCode === null ? undefined : holders.get(row.targetCode)
    if (holder !== undefined && holder !== row.eserviceCode)
      return {
        action: 'error',
        column: 'targetCode',
        message: say('imports.services.targetTaken', { code: holder }),
      }
    const old = known.get(row.eserviceCode)
    if (!old) return { action: 'create' }
    const differences = differencesOf(old, row)
    return differences.length === 0 ? { action: 'same' } : { action: 'change', differences }
  })
}

function differencesOf(old: Known, row: ServiceRow): FieldDifference[] {
  const pairs: [key: string, old: Parameters<typeof shown>[0], now: Parameters<typeof shown>[0]][] = [
    ['name', old.name, row.name],
    ['targetCode', old.target_code, row.targetCode],
    ['term', old.term_working_days, row.term],
    ['applicants', [...old.allowed_applicants].sort(), row.applicants],
    ['channel', old.default_channel, row.channel],
    ['active', old.active, row.active],
  ]
  return pairs.flatMap(([key, before, now]) =>
    now === null || shown(before) === shown(now)
      ? []
      : [{ field: titles[key] ?? key, old: shown(before), new: shown(now) }],
  )
}

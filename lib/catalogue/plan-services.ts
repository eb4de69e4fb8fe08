import type { Tx } from '@/lib/core/db'
import { say } from '@/lib/core/message'
import { directories } from '@/lib/directories/schema'
import type { FieldDifference, Planned } from '@/lib/imports/kind'
import { knownIds } from './known-ids'
import { serviceColumns, type ServiceRow } from './service-columns'
import { shownCell } from './shown-cells'
import { stateWithTku, tkuProblem } from './tku-state'

/** A service as a row of a file would tell it. */
export type KnownService = ServiceRow & { state: NonNullable<ServiceRow['state']>; onEpgu: boolean }

/** What these rows would do to the services of the organisation; those it looks at stay locked until the transaction ends. */
export async function planServices(
  tx: Tx,
  organisationId: string,
  rows: readonly ServiceRow[],
): Promise<Planned[]> {
  const codes = rows.map(({ eserviceCode }) => eserviceCode)
  const targets = rows.flatMap(({ targetCode }) => targetCode ?? [])
  const found = await tx.$queryRaw<KnownService[]>`
    SELECT eservice_code AS "eserviceCode", name, target_code AS "targetCode", term_working_days AS term,
      allowed_applicants::text[] AS applicants, default_channel AS channel, active, tku_state::text AS state, level::text AS level,
      code_origin::text AS origin, state_structure_code AS "structureCode", on_epgu AS "onEpgu", result_name AS result,
      allowed_statuses AS statuses, test_since::text AS "testSince", production_since::text AS "productionSince"
    FROM services WHERE id IN (
      ${knownIds(organisationId, codes)} UNION ${knownIds(organisationId, targets, 'target_code')})
    ORDER BY id FOR NO KEY UPDATE`
  const known = new Map(found.map((one) => [one.eserviceCode, one]))
  const holders = new Map(found.map((one) => [one.targetCode, one.eserviceCode]))
  const { channels, statuses } = await openCodes(tx)
  return rows.map((row) => {
    const wrong = (column: keyof ServiceRow, message: string): Planned => ({
      action: 'error',
      column,
      message,
    })
    const old = known.get(row.eserviceCode)
    const given = { ...row, state: stateGiven(old, row) }
    const differences = old ? differencesOf(old, given) : []
    const changes = (key: keyof ServiceRow) => !old || differences.some(({ key: one }) => one === key)
    if (row.channel !== null && changes('channel') && !channels.has(row.channel))
      return wrong('channel', 'imports.services.unknownChannel')
    if (changes('statuses') && row.statuses?.some((one) => !statuses.has(one)))
      return wrong('statuses', 'imports.services.unknownStatus')
    const holder = row.targetCode === null ? undefined : holders.get(row.targetCode)
    if (holder !== undefined && holder !== row.eserviceCode)
      return wrong('targetCode', say('imports.services.targetTaken', { code: holder }))
    const target = row.targetCode ?? old?.targetCode ?? null
    if (target && !target.startsWith('-') && !(row.onEpgu ?? old?.onEpgu))
      return wrong('onEpgu', 'imports.services.needsMinus')
    const state = given.state ?? old?.state ?? 'NONE'
    const problem = tkuProblem(old?.state ?? null, state, target !== null)
    if (problem) return wrong('state', `imports.services.way.${problem}`)
    if (!old) return { action: 'create' }
    return differences.length === 0
      ? { action: 'same' }
      : { action: 'change', differences: differences.map(({ key: _key, ...told }) => told) }
  })
}

/** A file that gives a ТКУ and no state means one in effect: the answer of the СЦ is such a file. */
function stateGiven(old: KnownService | undefined, row: ServiceRow): ServiceRow['state'] {
  if (row.state !== null || row.targetCode === null) return row.state
  const from = old?.state ?? 'NONE'
  const state = stateWithTku(from)
  return state === from ? null : state
}

async function openCodes(tx: Tx): Promise<{ channels: Set<number>; statuses: Set<number> }> {
  const open = await tx.directoryEntry.findMany({
    where: { directory: { in: [directories.channel, directories.status] }, closedAt: null },
    select: { directory: true, code: true },
  })
  const of = (wanted: number) =>
    new Set(open.flatMap(({ directory, code }) => (directory === wanted ? [Number(code)] : [])))
  return { channels: of(directories.channel), statuses: of(directories.status) }
}

function differencesOf(old: KnownService, row: ServiceRow): (FieldDifference & { key: string })[] {
  return serviceColumns.flatMap(({ key: name, title }) => {
    const key = name as keyof ServiceRow
    const [before, now] = [old[key], row[key]].map((value) =>
      shownCell(key, key === 'applicants' && Array.isArray(value) ? ([...value].sort() as never) : value),
    )
    if (row[key] === null || before === now) return []
    return [{ key, field: title, old: before ?? '', new: now ?? '' }]
  })
}

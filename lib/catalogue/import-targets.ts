import { z } from 'zod'
import { say } from '@/lib/core/message'
import type { ImportKind, Planned } from '@/lib/imports/kind'
import { minusMissing, minusOrOnEpgu } from './schema'
import { planServices } from './plan-services'
import { codeColumn, stateColumn, tkuColumn, type ServiceRow } from './service-columns'
import { codeCell, stateCell, tkuCell } from './service-row'
import { writeServices } from './write-services'

const silent = {
  name: null,
  term: null,
  applicants: null,
  channel: null,
  active: null,
  level: null,
  origin: null,
  structureCode: null,
  onEpgu: null,
  result: null,
  statuses: null,
  testSince: null,
  productionSince: null,
}

const Row = z
  .object({
    eserviceCode: codeCell,
    targetCode: tkuCell,
    state: stateCell,
  })
  .refine(minusOrOnEpgu, minusMissing('imports.targets.minus'))
  .transform((row): ServiceRow => ({
    ...silent,
    ...row,
    eserviceCode: row.eserviceCode ?? '',
  }))

/** «Заполнить ТКУ» from the answer of the СЦ to letter L2: only services that are known and have no other ТКУ (C05, Q10). */
export const importTargets: ImportKind<ServiceRow> = {
  name: 'targets',
  permission: 'services.manage',
  columns: [codeColumn, { ...tkuColumn, required: true }, stateColumn],
  row: Row,
  unique: ({ eserviceCode, targetCode }) => ({ eserviceCode, targetCode }),
  subject: ({ eserviceCode }) => eserviceCode,
  plan: async (tx, actor, rows) => (await planServices(tx, actor.organisationId, rows)).map(onlyFills),
  commit: writeServices,
}

function onlyFills(planned: Planned): Planned {
  if (planned.action === 'create')
    return { action: 'error', column: codeColumn.key, message: 'imports.targets.unknown' }
  const other =
    planned.action === 'change' && planned.differences.find(({ field }) => field === tkuColumn.title)
  return other && other.old !== ''
    ? { action: 'error', column: tkuColumn.key, message: say('imports.targets.other', { target: other.old }) }
    : planned
}

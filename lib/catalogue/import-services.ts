import type { ImportKind } from '@/lib/imports/kind'
import { planServices } from './plan-services'
import { serviceColumns, type ServiceRow } from './service-columns'
import { ServiceFileRow } from './service-row'
import { writeServices } from './write-services'

/** «Виды услуг по 277 ПП» from a file, matched by the code of the service (C05). */
export const importServices: ImportKind<ServiceRow> = {
  name: 'services',
  permission: 'services.manage',
  columns: serviceColumns,
  row: ServiceFileRow,
  unique: ({ eserviceCode, targetCode }) => ({ eserviceCode, targetCode }),
  subject: ({ eserviceCode }) => eserviceCode,
  plan: (tx, actor, rows) => planServices(tx, actor.organisationId, rows),
  commit: writeServices,
}

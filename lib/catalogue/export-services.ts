import type { Readable } from 'node:stream'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { writeCsv } from '@/lib/imports/write-csv'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import { serviceColumns, type ServiceRow } from './service-columns'
import { shownCell } from './shown-cells'

/** «Выгрузить»: the whole catalogue in the columns of its import. Loaded again as it is, it changes nothing (C05). */
export async function exportServices(
  session: Session,
  { format }: { format: 'xlsx' | 'csv' },
  sheet: string,
): Promise<Readable> {
  const services = await inOrganisation(session, (tx) => read(tx, session))
  const rows = [
    serviceColumns.map(({ title }) => title),
    ...services.map((service) =>
      serviceColumns.map(({ key }) => shownCell(key as keyof ServiceRow, service[key as keyof ServiceRow])),
    ),
  ]
  return format === 'csv' ? writeCsv(rows) : writeXlsx(sheet, rows)
}

async function read(tx: Tx, session: Session): Promise<ServiceRow[]> {
  const services = await tx.service.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action: 'services.export',
    details: { count: services.length },
    ip: session.ip,
  })
  const day = (date: Date | null) => date && date.toISOString().slice(0, 10)
  return services.map((one) => ({
    name: one.name,
    eserviceCode: one.eserviceCode,
    targetCode: one.targetCode,
    term: one.termWorkingDays,
    applicants: one.allowedApplicants,
    channel: one.defaultChannel,
    active: one.active,
    state: one.tkuState,
    level: one.level,
    origin: one.codeOrigin,
    structureCode: one.stateStructureCode,
    onEpgu: one.onEpgu,
    result: one.resultName,
    statuses: one.allowedStatuses,
    testSince: day(one.testSince),
    productionSince: day(one.productionSince),
  }))
}

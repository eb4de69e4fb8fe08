import type { ServiceCard } from '@/lib/catalogue/get-service'
import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'
import { applicantKinds, type ServiceForm } from '@/lib/catalogue/schema'
import { formatCalendarDate } from '@/lib/identifiers/calendar-date'

const day = (iso: string | null | undefined) => (iso ? formatCalendarDate(iso) : '')
const number = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value)

/** What stands in the form of a card. */
export const formOf = (
  service: ServiceCard | null,
  id: string,
  { statuses }: ServiceChoices,
): ServiceForm => ({
  id,
  version: service?.version,
  name: service?.name ?? '',
  level: service?.level ?? '',
  eserviceCode: service?.eserviceCode ?? '',
  codeOrigin: service?.codeOrigin ?? 'RGU',
  targetCode: service?.targetCode ?? '',
  onEpgu: service?.onEpgu ?? false,
  stateStructureCode: service?.stateStructureCode ?? '',
  allowedApplicants: applicantKinds.filter((kind) => service?.allowedApplicants.includes(kind) ?? true),
  defaultChannel: number(service?.defaultChannel),
  termWorkingDays: number(service?.termWorkingDays),
  allowedStatuses: (service?.allowedStatuses ?? []).map(String),
  statusComments: statuses.map((status) => ({
    status: status.number,
    text: service?.statusComments[status.number] ?? '',
  })),
  citizenTexts: statuses.map(({ number }) => ({
    status: number,
    ...(service?.citizenTexts[number] ?? { template: '', params: [] }),
  })),
  resultName: service?.resultName ?? '',
  tkuState: service?.tkuState ?? 'NONE',
  testSince: day(service?.testSince),
  productionSince: day(service?.productionSince),
})

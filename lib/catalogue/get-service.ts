import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type {
  ApplicantKind,
  ServiceCodeOrigin,
  ServiceLevel,
  TkuState,
} from '@/lib/core/generated/prisma/enums'
import { CitizenTexts, type CitizenText } from '@/lib/directories/citizen-text'
import { StatusComments } from './schema'

export type ServiceCard = {
  id: string
  version: number
  active: boolean
  name: string
  level: ServiceLevel | null
  eserviceCode: string
  codeOrigin: ServiceCodeOrigin
  targetCode: string | null
  onEpgu: boolean
  stateStructureCode: string | null
  allowedApplicants: ApplicantKind[]
  defaultChannel: number | null
  termWorkingDays: number | null
  allowedStatuses: number[]
  statusComments: Record<string, string>
  citizenTexts: Record<string, CitizenText>
  resultName: string | null
  tkuState: TkuState
  testSince: string | null
  productionSince: string | null
}

/** The card of a service, with how many applications name it. */
export const getService = (session: Session, id: string): Promise<ServiceCard & { applications: number }> =>
  inOrganisation(session, async (tx) => ({
    ...(await readService(tx, id)),
    applications: await tx.application.count({ where: { serviceId: id } }),
  }))

export async function readService(tx: Tx, id: string): Promise<ServiceCard> {
  const found = await tx.service.findUnique({
    where: { id },
    omit: { organisationId: true, createdAt: true },
  })
  if (!found) throw notFound()
  return {
    ...found,
    statusComments: StatusComments.parse(found.statusComments),
    citizenTexts: CitizenTexts.parse(found.citizenTexts),
    testSince: dayOf(found.testSince),
    productionSince: dayOf(found.productionSince),
  }
}

const dayOf = (date: Date | null) => date && date.toISOString().slice(0, 10)

import type { Tx } from '@/lib/core/db'
import type { ApplicantKind, TkuState } from '@/lib/core/generated/prisma/enums'

export type ServiceChoice = {
  id: string
  name: string
  eserviceCode: string
  targetCode: string | null
  tkuState: TkuState
  allowedApplicants: ApplicantKind[]
  defaultChannel: number | null
  termWorkingDays: number | null
}

/** The active «Виды услуг по 277 ПП» of the organisation, for the form (F03). */
export function listServices(tx: Tx): Promise<ServiceChoice[]> {
  return tx.service.findMany({
    where: { active: true },
    select: {
      id: true,
      name: true,
      eserviceCode: true,
      targetCode: true,
      tkuState: true,
      allowedApplicants: true,
      defaultChannel: true,
      termWorkingDays: true,
    },
    orderBy: { name: 'asc' },
  })
}

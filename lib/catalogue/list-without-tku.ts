import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import type { ServiceCodeOrigin, TkuState } from '@/lib/core/generated/prisma/enums'

export type ServiceWithoutTku = {
  id: string
  name: string
  eserviceCode: string
  codeOrigin: ServiceCodeOrigin
  tkuState: TkuState
}

/** Services a ТКУ can be asked for, those not asked for yet first; `first` stands before all, however many there are. */
export const listWithoutTku = (
  session: Session,
  { most, first }: { most: number; first: string | null },
): Promise<{ services: ServiceWithoutTku[]; total: number }> =>
  inOrganisation(session, async (tx) => {
    const where = { active: true, targetCode: null }
    const select = { id: true, name: true, eserviceCode: true, codeOrigin: true, tkuState: true }
    const chosen = first ? await tx.service.findMany({ where: { ...where, id: first }, select }) : []
    const others = await tx.service.findMany({
      where: { ...where, ...(first ? { id: { not: first } } : {}) },
      select,
      orderBy: [{ tkuState: 'asc' }, { name: 'asc' }, { id: 'asc' }],
      take: most - chosen.length,
    })
    return { services: [...chosen, ...others], total: await tx.service.count({ where }) }
  })

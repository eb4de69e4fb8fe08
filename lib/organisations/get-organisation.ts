import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { SmevDriver, SmevEnvironment } from '@/lib/core/generated/prisma/enums'

export type OrganisationCard = {
  id: string
  version: number
  code: string
  name: string
  shortName: string
  cabinetName: string
  declinedName: string
  supervisoryName: string
  orgType: string
  parentId: string | null
  parentName: string | null
  inn: string
  kpp: string
  ogrn: string
  okato: string | null
  oktmo: string
  blocked: boolean
  oversees: boolean
  timeZone: string
  mnemonic: string
  contactName: string | null
  contactPhone: string | null
  smevDriver: SmevDriver | null
  smevEnvironment: SmevEnvironment | null
}

/** The card of the own organisation, or of any for whom the database shows it to. */
export const getOrganisation = (session: Session, id = session.organisationId): Promise<OrganisationCard> =>
  inOrganisation(session, (tx) => readOrganisation(tx, id))

export async function readOrganisation(tx: Tx, id: string): Promise<OrganisationCard> {
  const found = await tx.organisation.findUnique({
    where: { id },
    include: { parent: { select: { name: true } } },
  })
  if (!found) throw notFound()
  const { parent, createdAt: _createdAt, ...card } = found
  return { ...card, parentName: parent?.name ?? null }
}

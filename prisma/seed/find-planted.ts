import type { PrismaClient } from '../../lib/core/generated/prisma/client'

export type Planted = {
  organisationId: string
  users: Record<string, string>
  offices: string[]
  services: Record<string, string>
}

/** An organisation that is there already, whole: it was written in one transaction. */
export async function findPlanted(owner: PrismaClient, code: string): Promise<Planted | null> {
  const found = await owner.organisation.findUnique({
    where: { code },
    include: { users: true, offices: { orderBy: { id: 'asc' } }, services: true },
  })
  return (
    found && {
      organisationId: found.id,
      users: Object.fromEntries(found.users.map((user) => [user.login, user.id])),
      offices: found.offices.map((office) => office.id),
      services: Object.fromEntries(found.services.map((service) => [service.eserviceCode, service.id])),
    }
  )
}

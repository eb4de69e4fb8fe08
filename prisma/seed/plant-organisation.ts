import { hashPassword } from '../../lib/auth/sign-in'
import type { Prisma, PrismaClient } from '../../lib/core/generated/prisma/client'
import { findPlanted, type Planted } from './find-planted'
import { DEMO_PASSWORD, everyone, type DemoOrganisation } from './organisations'

/** Writes one organisation with its offices, users and catalogue. Returns the ids by login and by code. */
export async function plantOrganisation(
  owner: PrismaClient,
  demo: DemoOrganisation,
  password = DEMO_PASSWORD,
): Promise<Planted> {
  const passwordHash = await hashPassword(password)
  await owner.$transaction((tx) => writeOrganisation(tx, demo, passwordHash), { timeout: 30_000 })
  const planted = await findPlanted(owner, demo.code)
  if (!planted) throw new Error(`${demo.code} was not planted`)
  return planted
}

async function writeOrganisation(
  tx: Prisma.TransactionClient,
  demo: DemoOrganisation,
  passwordHash: string,
): Promise<void> {
  const { offices, users, services, ...fields } = demo
  const { id: organisationId } = await tx.organisation.create({
    data: {
      ...fields,
      cabinetName: demo.shortName,
      orgType: 'ОМСУ',
      okato: '99000000000',
      contactName: users.find(({ roles }) => roles.includes('ADMINISTRATOR'))?.lastName,
      contactPhone: '+7 (900) 000-00-01',
    },
  })
  const placed = await tx.office.createManyAndReturn({
    data: offices.map((office) => ({ ...office, organisationId, oktmo: demo.oktmo })),
  })
  await tx.user.createMany({
    data: users.map((user) => ({
      elkModule: true,
      ...user,
      organisationId,
      officeId: placed[0]?.id,
      passwordHash,
    })),
  })
  await tx.service.createMany({
    data: services.map((service) => ({
      organisationId,
      name: service.name,
      eserviceCode: service.code,
      targetCode: service.target,
      tkuState: service.target ? ('PRODUCTION' as const) : ('REQUESTED' as const),
      active: service.active ?? true,
      allowedApplicants: service.applicants ?? everyone,
      termWorkingDays: service.term,
    })),
  })
}

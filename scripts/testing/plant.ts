import { seedDirectories } from '../../prisma/seed/directories'
import { demoOrganisations, type DemoOrganisation } from '../../prisma/seed/organisations'
import { plantOrganisation } from '../../prisma/seed/plant-organisation'
import { ownerClient } from '../../prisma/seed/owner'
import { snils, randomOf, type Random } from '../../prisma/seed/people'
import { ApplicationForm } from '@/lib/applications/schema'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { formatDateTime } from '@/lib/core/format'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { SaveUser, type UserForm } from '@/lib/users/schema'

export { disconnect } from '@/lib/core/db'

/** An organisation for database tests, with its people. */
export type Planted = Awaited<ReturnType<typeof plantTestOrganisation>>

export const owner = () => ownerClient(process.env.DATABASE_URL ?? '')

let made = 0

export async function plantTestOrganisation() {
  const client = owner()
  const mark = `${process.pid % 100000}${made++}${Math.floor(performance.now()) % 1000}`
  const base = demoOrganisations[0] as DemoOrganisation
  // No СНИЛС: each of these organisations would have the same people otherwise.
  const users = base.users.map((user) => ({ ...user, snils: undefined, login: `${user.login}${mark}` }))
  await seedDirectories(client, 'demo')
  const planted = await plantOrganisation(client, { ...base, code: `T${mark}`, users })
  await client.$disconnect()
  const session = (login: string, roles: Role[]): Session => ({
    id: crypto.randomUUID(),
    userId: planted.users[`${login}${mark}`] ?? '',
    organisationId: planted.organisationId,
    organisationName: base.name,
    officeId: planted.offices[0] ?? null,
    officeName: 'МФЦ № 3',
    timeZone: base.timeZone,
    environment: 'SVCDEV',
    name: login,
    login: `${login}${mark}`,
    roles,
    elkModule: true,
    mustDo: null,
    hasTotp: false,
    provenAt: now(),
    ip: '127.0.0.1',
  })
  return {
    ...planted,
    mark,
    clerk: session('obrazcova', ['INSPECTOR']),
    secondClerk: session('petrov', ['INSPECTOR']),
    supervisor: session('primerov', ['SUPERVISOR']),
    administrator: session('admin', ['ADMINISTRATOR']),
    serviceId: planted.services['9900000010000000001'] ?? '',
  }
}

const random: Random = randomOf(Math.floor(Math.random() * 1e9))

/** A form that may be sent as it stands. */
export function filledForm(planted: Planted, change: Record<string, unknown> = {}): ApplicationForm {
  return ApplicationForm.parse({
    serviceId: planted.serviceId,
    channel: '4',
    requestDate: formatDateTime(now(), 'Europe/Moscow'),
    officeId: planted.offices[0],
    region: '99000000',
    kind: 'PERSON',
    person: {
      by: 'snilsBirthDate',
      snils: snils(random),
      birthDate: '01.01.1990',
      citizenship: '643',
      lastName: 'Образцова',
      firstName: 'Вымышленна',
      middleName: 'Тестовна',
    },
    ...change,
  })
}

/** «Создание пользователя» that may be sent as it stands. */
export const filledUser = (planted: Planted, change: Partial<UserForm> = {}): SaveUser =>
  SaveUser.parse({
    id: crypto.randomUUID(),
    login: `FominVP${planted.mark}n${made++}`,
    lastName: 'Фомин',
    firstName: 'Владимир',
    middleName: '',
    position: 'Специалист',
    snils: '',
    email: '',
    officeId: '',
    roles: ['INSPECTOR'],
    elkModule: true,
    ...change,
  })

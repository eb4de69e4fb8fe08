// Demo data: synthetic people only, made by the product's own verbs and delivered by the real worker to the simulator.
import { disconnect, sealing } from '../../lib/core/db'
import type { Session } from '../../lib/auth/session'
import { liveThrough, type Desk, type Story } from './applications'
import { seedDirectories } from './directories'
import { findPlanted } from './find-planted'
import { demoOrganisations } from './organisations'
import { plantOrganisation } from './plant-organisation'
import { ownerClient } from './owner'
import { randomOf, snils } from './people'

const sizes = [150, 30, 20]
const owner = sealing(ownerClient(process.env.DATABASE_URL ?? ''))
const simulator = process.env.SIMULATOR_URL

async function tell(path: string, body: unknown): Promise<void> {
  if (!simulator) return
  const answer = await fetch(simulator + path, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`simulator: ${path} answered ${answer.status}`)
}

function storyOf(index: number): { story: Story; daysAgo: number } {
  const ended: Story[] = [
    'granted',
    'granted',
    'granted',
    'granted',
    'grantedOnPaper',
    'refused',
    'cancelled',
  ]
  const open: Story[] = ['accepted', 'working', 'waiting', 'progress', 'invited', 'draft']
  const old = index % 10 < 6
  const from = old ? ended : open
  return {
    story: from[index % from.length] ?? 'accepted',
    daysAgo: old ? 60 - (index % 55) : 4 - (index % 4),
  }
}

// Killed midway it goes on where it stood: what is there already is found by its key.
await owner.demoPlanting.upsert({ where: { id: 1 }, create: {}, update: {} })
await seedDirectories(owner, 'demo')
const desks: Desk[] = []
for (const demo of demoOrganisations) {
  const planted = (await findPlanted(owner, demo.code)) ?? (await plantOrganisation(owner, demo))
  const clerk = demo.users[0]
  const known = demo.services.filter((service) => service.target && service.active !== false)
  await tell(
    '/control/services',
    known
      .filter((service) => service.known !== false)
      .map(({ target, name }) => ({ targetCode: target, name })),
  )
  const session: Session = {
    id: crypto.randomUUID(),
    userId: planted.users[clerk?.login ?? ''] ?? '',
    organisationId: planted.organisationId,
    organisationName: demo.name,
    officeId: planted.offices[0] ?? null,
    officeName: demo.offices[0]?.name ?? null,
    timeZone: demo.timeZone,
    environment: 'SVCDEV',
    name: '',
    login: clerk?.login ?? '',
    roles: ['INSPECTOR'],
    elkModule: true,
    mustDo: null,
    hasTotp: false,
    provenAt: null,
    ip: null,
  }
  const open = known.filter(
    (service) => service.known !== false && (!service.applicants || service.applicants.length === 3),
  )
  const services = (open.length ? open : known).map((service) => planted.services[service.code] ?? '')
  desks.push({ session, services, officeId: planted.offices[0] ?? '', region: demo.oktmo })
  if (demo.code === '15439')
    desks[0] = { ...(desks[0] as Desk), unknown: planted.services['9900000010000000006'] } as Desk
}

const someone = (life: number) => snils(randomOf(-life))

for (const [place, desk] of desks.entries()) {
  const lives = Array.from({ length: sizes[place] ?? 0 }, (_, index) => ({ index, ...storyOf(index) })).sort(
    (a, b) => b.daysAgo - a.daysAgo,
  )
  for (const { index, story, daysAgo } of lives) {
    const life = 1000 * (place + 1) + index
    await liveThrough(owner, desk, { life, story, daysAgo, snils: place === 1 ? someone(life) : undefined })
  }
}

// What ЕПГУ refuses, each by a state of its own: no account (5), ТКУ not known (13), too old (38), a status it does not know (4).
const first = desks[0] as Desk & { unknown?: string }
const nobody = someone(1)
await tell(`/control/applicants/${encodeURIComponent(nobody)}`, { account: false })
await liveThrough(owner, first, { life: 1, story: 'working', daysAgo: 1, snils: nobody })
await liveThrough(owner, first, { life: 2, story: 'working', daysAgo: 1, serviceId: first.unknown })
await liveThrough(owner, first, { life: 3, story: 'accepted', daysAgo: 200 })
await liveThrough(owner, first, { life: 4, story: 'unknown', daysAgo: 2 })
await owner.demoPlanting.update({ where: { id: 1 }, data: { finishedAt: new Date() } })
await owner.$disconnect()
await disconnect()

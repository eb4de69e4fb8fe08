import { createHash } from 'node:crypto'
import type { Session } from '../../lib/auth/session'
import { changeStatus } from '../../lib/applications/change-status'
import { registerApplication } from '../../lib/applications/register-application'
import { saveDraft } from '../../lib/applications/save-draft'
import { ApplicationForm } from '../../lib/applications/schema'
import { attachFile } from '../../lib/files/attach-file'
import { freezeClock, now } from '../../lib/core/clock'
import { formatDateTime } from '../../lib/core/format'
import type { PrismaClient } from '../../lib/core/generated/prisma/client'
import { companies, inn12, ogrn, ogrnip, person, pick, randomOf, snils, type Random } from './people'

const DAY = 86_400_000
const HOUR = 3_600_000

export type Desk = { session: Session; services: string[]; officeId: string; region: string }

type Plan = { life: number; daysAgo: number; story: Story; snils?: string; serviceId?: string }

/**
 * One life of an application by the product's own verbs; only the clock is turned back. The number of the life gives its
 * people and its key: lived again, it goes on where it was broken off.
 */
export async function liveThrough(owner: PrismaClient, desk: Desk, plan: Plan): Promise<void> {
  const random = randomOf(277_000 + plan.life)
  const began = new Date(Date.now() - plan.daysAgo * DAY - Math.floor(random() * 6) * HOUR)
  freezeClock(began)
  try {
    const key = { idempotencyKey: keyOf(plan.life), form: fill(desk, random, plan) }
    const found = await owner.application.findUnique({
      where: { idempotencyKey: key.idempotencyKey },
      select: { id: true, version: true, _count: { select: { statuses: true } } },
    })
    if (plan.story === 'draft') {
      if (!found) await saveDraft(desk.session, key)
      return
    }
    const { id, version } = found ?? (await registerApplication(desk.session, key))
    const lived = found ? found._count.statuses - 1 : 0
    await follow(owner, desk, random, { id, version, began }, stories[plan.story].slice(lived))
  } finally {
    freezeClock(null)
  }
}

function keyOf(life: number): string {
  const hex = createHash('sha256').update(`demo application ${life}`).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
}

type Step = { status: number; after: number; file?: boolean; reason?: string; withoutResult?: boolean }
const stories = {
  draft: [],
  accepted: [],
  working: [{ status: 36, after: 0.2 }],
  waiting: [
    { status: 36, after: 0.2 },
    { status: 14, after: 1 },
  ],
  progress: [
    { status: 36, after: 0.2 },
    { status: 7, after: 1, file: true },
  ],
  invited: [{ status: 25, after: 0.5 }],
  unknown: [
    { status: 36, after: 0.2 },
    { status: 223, after: 0.6 },
    { status: 7, after: 0.8 },
  ],
  granted: [
    { status: 36, after: 0.2 },
    { status: 3, after: 2, file: true },
  ],
  grantedOnPaper: [
    { status: 36, after: 0.2 },
    { status: 3, after: 2, withoutResult: true },
  ],
  refused: [
    { status: 36, after: 0.2 },
    { status: 4, after: 2, reason: 'Представлен неполный пакет документов', file: true },
  ],
  cancelled: [{ status: 10, after: 0.5, reason: 'Заявитель отозвал заявление' }],
} satisfies Record<string, Step[]>
export type Story = keyof typeof stories

async function follow(
  owner: PrismaClient,
  desk: Desk,
  random: Random,
  opened: { id: string; version: number; began: Date },
  steps: Step[],
): Promise<void> {
  let version = opened.version
  for (const step of steps) {
    freezeClock(new Date(Math.min(Date.now(), opened.began.getTime() + step.after * DAY)))
    const fileIds = step.file ? [await resultFile(owner, desk, random, opened.id)] : []
    const changed = await changeStatus(desk.session, {
      applicationId: opened.id,
      version,
      idempotencyKey: crypto.randomUUID(),
      status: step.status,
      statusDate: formatDateTime(now(), desk.session.timeZone),
      isInformed: random() < 0.2,
      withoutResult: step.withoutResult ?? false,
      reason: step.reason ?? '',
      backdatedFor: '',
      comment: '',
      fileIds,
    })
    version = changed.version
  }
}

/** A file that was attached before the planting was broken off is taken. */
async function resultFile(
  owner: PrismaClient,
  desk: Desk,
  random: Random,
  applicationId: string,
): Promise<string> {
  const where = { applicationId, statusChangeId: null, removedAt: null }
  const waiting = await owner.file.findFirst({ where, select: { id: true } })
  const file =
    waiting ?? (await attachFile(desk.session, { applicationId, name: 'Решение.pdf', body: pdf(random) }))
  return file.id
}

function fill(desk: Desk, random: Random, plan: { snils?: string; serviceId?: string }) {
  const kind = plan.snils
    ? 'PERSON'
    : pick(random, ['PERSON', 'PERSON', 'PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY', 'LEGAL_ENTITY'] as const)
  const names = person(random)
  const year = 1950 + Math.floor(random() * 50)
  return ApplicationForm.parse({
    serviceId: plan.serviceId ?? pick(random, desk.services),
    channel: pick(random, ['4', '4', '1', '3', '5']),
    requestDate: formatDateTime(now(), desk.session.timeZone),
    officeId: desk.officeId,
    region: desk.region,
    kind,
    person: {
      by: pick(random, ['snilsBirthDate', 'snilsBirthDate', 'snils', 'inn'] as const),
      snils: plan.snils ?? snils(random),
      birthDate: `1${1 + Math.floor(random() * 8)}.0${1 + Math.floor(random() * 9)}.${year}`,
      inn: inn12(random),
      citizenship: '643',
      ...names,
    },
    trader: { ogrnip: ogrnip(random), inn: inn12(random), ...names },
    legal: { by: 'ogrn', ogrn: ogrn(random), title: pick(random, companies) },
  })
}

function pdf(random: Random): ReadableStream<Uint8Array> {
  const text = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n%${random()}\ntrailer<</Root 1 0 R>>\n%%EOF\n`
  return new Blob([text]).stream()
}

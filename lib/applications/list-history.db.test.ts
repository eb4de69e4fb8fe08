import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoOrganisations, type DemoOrganisation } from '@/prisma/seed/organisations'
import { plantOrganisation } from '@/prisma/seed/plant-organisation'
import type { Planted } from '@/prisma/seed/find-planted'
import { ownerClient } from '@/prisma/seed/owner'
import { seedDirectories } from '@/prisma/seed/directories'
import type { Session } from '@/lib/auth/session'
import { disconnect } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { formatDateTime } from '@/lib/core/format'
import { changeStatus } from './change-status'
import { getApplication } from './get-application'
import { getForm, newForm } from './get-form'
import { listHistory } from './list-history'
import { registerApplication } from './register-application'
import { revealApplicant } from './reveal-applicant'
import { saveDraft } from './save-draft'

const owner = ownerClient(env().DATABASE_URL ?? '')
let home: Planted
let other: Planted

const sessionOf = (planted: Planted, login: string): Session => ({
  id: crypto.randomUUID(),
  userId: planted.users[login] ?? '',
  organisationId: planted.organisationId,
  organisationName: '',
  officeId: planted.offices[0] ?? null,
  officeName: null,
  timeZone: 'Europe/Moscow',
  environment: 'SVCDEV',
  name: login,
  login,
  roles: ['INSPECTOR'],
  elkModule: true,
  mustDo: null,
  hasTotp: false,
  provenAt: null,
  ip: null,
})

beforeAll(async () => {
  await seedDirectories(owner, 'demo')
  const plant = async (index: number) =>
    plantOrganisation(owner, demoOrganisations[index] as DemoOrganisation)
  ;[home, other] = [await plant(0), await plant(1)]
})
afterAll(async () => {
  await owner.$disconnect()
  await disconnect()
})

it('tells who did what and when, newest first, to the own organisation only', async () => {
  const session = sessionOf(home, 'obrazcova')
  const open = await newForm(session)
  expect(open.stage).toBe('draft')
  const form = {
    ...open.form,
    serviceId: home.services['9900000010000000001'] ?? '',
    person: { ...open.form.person, by: 'ernId' as const, ernId: '123456789012' },
  }
  const draft = await saveDraft(session, { idempotencyKey: open.idempotencyKey, form })
  await registerApplication(session, {
    id: draft.id,
    version: draft.version,
    idempotencyKey: open.idempotencyKey,
    form,
  })
  expect((await getForm(session, { id: draft.id })).stage).toBe('closed')
  await revealApplicant(sessionOf(home, 'petrov'), { applicationId: draft.id, reason: 'call', note: '' })
  const card = await getApplication(session, { id: draft.id })
  await changeStatus(session, {
    applicationId: draft.id,
    version: card.version,
    idempotencyKey: crypto.randomUUID(),
    status: 36,
    statusDate: formatDateTime(card.at, session.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds: [],
  })

  const history = await listHistory(session, { id: draft.id })
  const acts = history.flatMap(({ action, by }) => (by ? `${action} ${by}` : []))
  expect(acts).toEqual([
    'application.changeStatus Образцова В. Т.',
    'applicant.reveal Петров П. С.',
    'applicant.view Образцова В. Т.',
    'application.register Образцова В. Т.',
    'application.draft Образцова В. Т.',
  ])
  expect(history.find(({ action }) => action === 'application.changeStatus')).toMatchObject({
    status: 'Принято в обработку',
    group: 'statuses',
  })
  const messages = history.filter(({ group }) => group === 'messages')
  expect(messages.map(({ action, status }) => `${action} ${status}`)).toEqual([
    'message.queued Принято в обработку',
    'message.queued Заявление принято',
  ])
  await expect(listHistory(sessionOf(other, 'testova'), { id: draft.id })).rejects.toThrow('refusal.notFound')
  await expect(listHistory(session, { id: 'x' })).rejects.toThrow('refusal.notFound')
})

it('tells what each edit changed, from what to what, with personal data masked on record', async () => {
  const session = sessionOf(home, 'obrazcova')
  const open = await newForm(session)
  const canary = { snils: '900-000-123 91', lastName: 'Канарейкина', birthDate: '01.02.1990' }
  const draft = await saveDraft(session, { idempotencyKey: open.idempotencyKey, form: open.form })
  const next = { ...open.form, region: '99000000', serviceId: home.services['9900000010000000001'] ?? '' }
  let { version } = draft
  for (const form of [next, { ...next, region: '41000000', person: { ...next.person, ...canary } }])
    ({ version } = await saveDraft(session, {
      id: draft.id,
      version,
      idempotencyKey: open.idempotencyKey,
      form,
    }))
  const history = await listHistory(session, { id: draft.id })
  expect(history.map(({ action }) => action)).toEqual(['application.edit', 'application.draft'])
  expect(history[0]).toMatchObject({ group: 'edits', by: 'Образцова В. Т.' })
  const changes = Object.fromEntries((history[0]?.changes ?? []).map((one) => [one.path, [one.old, one.new]]))
  expect(changes).toMatchObject({
    region: [open.form.region, '41000000'],
    serviceId: ['', 'Присвоение адреса объекту адресации'],
    'person.snils': ['', '••• 91'],
    'person.lastName': ['', 'К.'],
    'person.birthDate': ['', '••.••.1990'],
  })
  const rows = await owner.auditEvent.findMany({ where: { subjectId: draft.id } })
  for (const secret of Object.values(canary))
    expect(JSON.stringify(rows.map(({ details }) => details))).not.toContain(secret)
})

it('reads a row that says nothing of old values, and one that says nonsense', async () => {
  const session = sessionOf(home, 'obrazcova')
  const { id } = await saveDraft(session, {
    idempotencyKey: crypto.randomUUID(),
    form: (await newForm(session)).form,
  })
  for (const details of [{}, { changes: 'x', to: 'y' }, { changes: [{ path: 'nonsense', old: 1 }] }])
    await owner.auditEvent.create({
      data: {
        at: new Date(),
        organisationId: session.organisationId,
        action: 'application.edit',
        result: 'ok',
        subjectType: 'application',
        subjectId: id,
        details,
      },
    })
  const edits = (await listHistory(session, { id })).filter(({ action }) => action === 'application.edit')
  expect(edits.map(({ changes }) => changes)).toEqual([[]])
})

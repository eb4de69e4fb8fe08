import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { disconnect, inOrganisation } from '@/lib/core/db'
import type { Refusal } from '@/lib/core/errors'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { getService } from './get-service'
import { countWithoutTku, listCatalogue } from './list-catalogue'
import { listServiceHistory } from './list-service-history'
import { listServices } from './list-services'
import { saveService } from './save-service'
import { CatalogueFilters, SaveService, type ServiceForm } from './schema'
import { showService } from './show-service'

const client = owner()
let planted: Planted
let other: Planted

beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
})
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

let made = 0
const code = () => `98${String(process.pid).padStart(7, '0')}${String(++made).padStart(8, '0')}`
const form = (change: Partial<ServiceForm> = {}): ServiceForm => ({
  id: crypto.randomUUID(),
  name: 'Выдача ордера (пример)',
  level: 'MUNICIPAL',
  eserviceCode: code(),
  codeOrigin: 'RGU',
  targetCode: '',
  onEpgu: false,
  stateStructureCode: '',
  allowedApplicants: ['PERSON'],
  defaultChannel: '4',
  termWorkingDays: '10',
  allowedStatuses: [],
  statusComments: [],
  citizenTexts: [],
  resultName: '',
  tkuState: 'NONE',
  testSince: '',
  productionSince: '',
  ...change,
})
const save = (change: Partial<ServiceForm> = {}, who = planted.administrator) =>
  saveService(who, SaveService.parse(form(change)))
const wrong = (change: Partial<ServiceForm>) =>
  Object.fromEntries(
    SaveService.safeParse(form(change)).error?.issues.map((one) => [
      one.path[0],
      one.message.split('?')[0],
    ]) ?? [],
  )
const list = (change: Partial<CatalogueFilters> = {}, who = planted.administrator) =>
  listCatalogue(who, CatalogueFilters.parse(change))

describe('the card of a service', () => {
  it('tells all that is missing or wrong at once', () => {
    expect(
      wrong({ name: '', eserviceCode: '', allowedApplicants: [], termWorkingDays: '400' }),
    ).toMatchObject({
      name: 'catalogue.error.name',
      eserviceCode: 'identifiers.empty',
      allowedApplicants: 'catalogue.error.applicants',
      termWorkingDays: 'catalogue.error.term',
    })
    expect(wrong({ targetCode: '-47000000001600000012', tkuState: 'TEST' })).toEqual({
      targetCode: 'identifiers.tku.long',
    })
    expect(wrong({ targetCode: '4700000000160000001', tkuState: 'TEST' })).toEqual({
      targetCode: 'identifiers.tku.minus',
    })
    expect(SaveService.parse(form({ targetCode: '–4700000000160000001', tkuState: 'TEST' })).targetCode).toBe(
      '-4700000000160000001',
    )
    expect(
      SaveService.parse(form({ targetCode: '4700000000160000001', onEpgu: true, tkuState: 'TEST' }))
        .targetCode,
    ).toBe('4700000000160000001')
  })

  it('is created once, changed by its version, and its history tells old and new', async () => {
    const given = form({
      statusComments: [{ status: 7, text: ' Проверьте ' }],
      productionSince: '15.11.2026',
    })
    await saveService(planted.administrator, SaveService.parse(given))
    await saveService(planted.administrator, SaveService.parse(given))
    const card = await getService(planted.clerk, given.id)
    expect(card).toMatchObject({
      version: 1,
      active: true,
      productionSince: '2026-11-15',
      statusComments: { 7: 'Проверьте' },
      applications: 0,
    })
    await save({
      ...given,
      version: 1,
      name: 'Иначе',
      targetCode: `-${given.eserviceCode}`,
      tkuState: 'TEST',
    })
    const late = save({ ...given, version: 1, name: 'Поздно' })
    await expect(late).rejects.toMatchObject({
      code: 'CONFLICT',
      options: { data: { name: 'Иначе', version: 2 } },
    })
    const [latest, first] = await listServiceHistory(planted.administrator, given.id)
    expect(first).toMatchObject({ action: 'service.create' })
    expect(latest).toMatchObject({ action: 'service.update', by: 'Соколовский К. К.' })
    expect(latest?.changes).toContainEqual({ field: 'name', old: 'Выдача ордера (пример)', new: 'Иначе' })
    expect(latest?.changes).toContainEqual({ field: 'tkuState', old: 'NONE', new: 'TEST' })
    await save({
      ...given,
      version: 2,
      name: 'Иначе',
      targetCode: `-${given.eserviceCode}`,
      tkuState: 'TEST',
    })
    expect(await listServiceHistory(planted.administrator, given.id)).toHaveLength(2) // nothing had changed
  })

  it('says whose the code or the ТКУ is, together with what else is wrong; another organisation may have the same', async () => {
    const eserviceCode = code()
    const targetCode = `-${eserviceCode}`
    const first = form({ eserviceCode, targetCode, tkuState: 'PRODUCTION', name: 'Первая' })
    await saveService(planted.administrator, SaveService.parse(first))
    const second = save({ eserviceCode, targetCode, tkuState: 'PRODUCTION', defaultChannel: '987654' })
    await expect(second).rejects.toMatchObject({ code: 'INVALID' })
    const refused = (await second.catch((error: unknown) => error)) as Refusal
    const told = new URLSearchParams({ name: 'Первая', id: first.id }).toString()
    expect(refused.options.fieldErrors).toEqual({
      eserviceCode: `catalogue.error.codeTaken?${told}`,
      targetCode: `catalogue.error.targetTaken?${told}`,
      defaultChannel: 'catalogue.error.channel',
    })
    await save({ eserviceCode, targetCode, tkuState: 'PRODUCTION' }, other.administrator)
  })

  it('lets one of two win who give the same ТКУ at the same moment; the other is told whose it is', async () => {
    const targetCode = `-${code()}`
    const both = await Promise.allSettled(
      ['А', 'Б'].map((name) => save({ name, targetCode, tkuState: 'REQUESTED' })),
    )
    const lost = both.filter((one) => one.status === 'rejected')
    expect(lost).toHaveLength(1)
    expect(lost[0]?.reason).toMatchObject({ code: 'INVALID' })
    expect(lost[0]?.reason.options.fieldErrors.targetCode).toMatch(/^catalogue\.error\.targetTaken/)
    const card = form()
    await saveService(planted.administrator, SaveService.parse(card))
    const race = await Promise.allSettled(['А', 'Б'].map((name) => save({ ...card, version: 1, name })))
    expect(race.filter((one) => one.status === 'rejected').map(({ reason }) => reason.code)).toEqual([
      'CONFLICT',
    ])
  })

  it('keeps to the way of the ТКУ, to the directories, and to the code that applications use', async () => {
    expect(wrong({ tkuState: 'PRODUCTION' })).toEqual({ tkuState: 'catalogue.error.state.needsTku' })
    expect(wrong({ targetCode: '-1' })).toEqual({ tkuState: 'catalogue.error.state.hasTku' })
    await expect(save({ defaultChannel: '987654', allowedStatuses: ['31999'] })).rejects.toMatchObject({
      options: {
        fieldErrors: {
          defaultChannel: 'catalogue.error.channel',
          allowedStatuses: 'catalogue.error.status',
        },
      },
    })
    await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(planted),
    })
    const card = await getService(planted.administrator, planted.serviceId)
    expect(card.applications).toBe(1)
    const change = {
      id: card.id,
      version: card.version,
      targetCode: card.targetCode ?? '',
      tkuState: card.tkuState,
    }
    await expect(save(change)).rejects.toMatchObject({
      options: { fieldErrors: { eserviceCode: 'catalogue.error.codeUsed?count=1' } },
    })
    await expect(
      save({ ...change, eserviceCode: card.eserviceCode, targetCode: '', tkuState: 'NONE' }),
    ).rejects.toMatchObject({ options: { fieldErrors: { tkuState: 'catalogue.error.state.way' } } })
  })

  it('is hidden and shown, never deleted; a hidden one is offered to nobody', async () => {
    const id = planted.services['9900000010000000002'] ?? ''
    const offered = async () =>
      (await inOrganisation(planted.clerk, (tx) => listServices(tx))).some((one) => one.id === id)
    const { version } = await getService(planted.administrator, id)
    expect(await offered()).toBe(true)
    await showService(planted.administrator, { id, version, active: false })
    expect(await offered()).toBe(false)
    expect((await list({ tab: 'hidden' })).rows.map((row) => row.id)).toContain(id)
    await expect(showService(planted.administrator, { id, version, active: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await showService(planted.administrator, { id, version: version + 1, active: true })
    expect(await offered()).toBe(true)
    await expect(
      inOrganisation(
        planted.administrator,
        (tx) => tx.$executeRaw`DELETE FROM services WHERE id = ${id}::uuid`,
      ),
    ).rejects.toThrow(/permission denied/)
  })

  it('is of its organisation, and of those who may', async () => {
    const foreign = other.serviceId
    await expect(getService(planted.administrator, foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(listServiceHistory(planted.administrator, foreign)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(save({ id: foreign, version: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(save({ id: foreign })).rejects.toMatchObject({ code: 'CONFLICT' })
    // The action asks for the right; should it ever not, the database does.
    await expect(save({}, planted.clerk)).rejects.toThrow(/row-level security/)
    const before = await getService(planted.administrator, planted.serviceId)
    await expect(
      showService(planted.clerk, { id: before.id, version: before.version, active: false }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await getService(planted.administrator, planted.serviceId)).active).toBe(true)
  })
})

describe('the catalogue', () => {
  it('is found by a part of the name, the code and the ТКУ, whatever the dash and the letter ё', async () => {
    const eserviceCode = code()
    const { id } = await save({
      name: 'Учёт зелёных насаждений',
      eserviceCode,
      targetCode: `-${eserviceCode}`,
      tkuState: 'TEST',
    })
    for (const text of ['ЗЕЛЕНЫХ насаж', eserviceCode.slice(2), `–${eserviceCode}`])
      expect((await list({ text, tab: 'test' })).rows.map((row) => row.id)).toEqual([id])
    expect((await list({ text: 'нет такой' })).counts.all).toBe(0)
    expect((await list({ text: '%' })).rows).toEqual([])
  })

  it('counts each tab, and what is without a ТКУ', async () => {
    const { counts, rows } = await list({}, other.administrator)
    // Of the eight planted ones one has no ТКУ and one is hidden; the tests above gave this organisation one more.
    expect(counts).toEqual({ all: 9, none: 1, requested: 1, test: 0, production: 7, hidden: 1 })
    expect(rows.find((row) => row.targetCode === null)).toMatchObject({
      applications: 0,
      tkuState: 'REQUESTED',
    })
    expect(await countWithoutTku(other.administrator)).toBe(1)
    expect((await list({ page: 99 }, other.administrator)).rows).toHaveLength(9)
  })
})

describe('the application form', () => {
  it('takes only a ТКУ that is in effect where the message goes', async () => {
    const { id } = await save({ targetCode: `-${code()}`, tkuState: 'TEST' })
    const register = (environment: 'EPGU' | 'SVCDEV') =>
      registerApplication(
        { ...planted.clerk, environment },
        { idempotencyKey: crypto.randomUUID(), form: filledForm(planted, { serviceId: id }) },
      )
    await expect(register('EPGU')).rejects.toMatchObject({
      options: { fieldErrors: { serviceId: 'registration.service.testOnly' } },
    })
    const { id: application } = await register('SVCDEV')
    const row = await client.application.findUniqueOrThrow({ where: { id: application } })
    expect(row.serviceTermAt).not.toBeNull()
  })
})

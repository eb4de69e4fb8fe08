import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listServiceHistory } from '@/lib/catalogue/list-service-history'
import { listWithoutTku } from '@/lib/catalogue/list-without-tku'
import { requestTku } from '@/lib/catalogue/request-tku'
import { disconnect } from '@/lib/core/db'
import { translate } from '@/lib/i18n/translate'
import { readBytes } from '@/lib/imports/hostile.kit'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { makeTkuRequest } from './make-tku-request'
import { TkuRequest } from './tku-request'

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
const code = () => `97${String(process.pid).padStart(7, '0')}${String(++made).padStart(8, '0')}`
async function plant(change: object = {}, { organisationId } = planted) {
  const service = { name: `Ордер ${made}`, eserviceCode: code(), allowedApplicants: ['PERSON' as const] }
  return client.service.create({ data: { organisationId, allowedStatuses: [], ...service, ...change } })
}
const make = (services: string[], change: object = {}, who = planted.administrator) =>
  makeTkuRequest(
    who,
    TkuRequest.parse({
      services,
      onVku: 'NO',
      inTest: 'NO',
      planned: 'NONE',
      plannedList: '',
      origin: 'RGU',
      bodyAbsent: false,
      ...change,
    }),
    translate,
  )
const stateOf = async (id: string) => (await client.service.findUniqueOrThrow({ where: { id } })).tkuState
const acts = (action: string, { organisationId } = planted) =>
  client.auditEvent.count({ where: { organisationId, action } })

describe('letter L2', () => {
  it('is made with its table and an audit row, and sends nothing: the services stay «без ТКУ»', async () => {
    const [b, a] = [await plant({ name: 'Б' }), await plant({ name: 'А', stateStructureCode: 'A1' })]
    const { letter, table } = await make([b.id, a.id], { bodyAbsent: false })
    expect(letter.text).toContain('Администрация Образцового городского округа, ИНН 9900123450')
    expect(letter.text).toContain('Услуг в заявке: 2.')
    const { rows } = await readBytes(Buffer.from(table, 'base64'))
    expect(rows.map(({ cells }) => cells)).toEqual([
      [
        'state_structure_code',
        'numberstring',
        'eserviceCode',
        'serviceTargetId',
        'Commonservice_fullname',
        'hide',
      ],
      ['', '1', a.eserviceCode, `-${a.eserviceCode}`, 'А', '0'],
      ['', '2', b.eserviceCode, `-${b.eserviceCode}`, 'Б', '0'],
    ])
    expect(await stateOf(a.id)).toBe('NONE')
    const event = await client.auditEvent.findFirst({
      where: { organisationId: planted.organisationId, action: 'services.letter' },
    })
    expect(event).toMatchObject({
      userId: planted.administrator.userId,
      details: { services: [b.id, a.id], count: 2 },
    })
  })

  it('is refused with the service named where the code of the body is asked for and is not there', async () => {
    const [with_, without] = [await plant({ stateStructureCode: 'A1' }), await plant({ name: 'Без кода' })]
    const before = await acts('services.letter')
    const error = await make([with_.id, without.id], { bodyAbsent: true }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'INVALID' })
    const told = String(
      (error as { options: { fieldErrors: { services: string } } }).options.fieldErrors.services,
    )
    expect(new URLSearchParams(told.split('?')[1]).get('problems')).toBe(
      '«Без кода», столбец state_structure_code: в карточке услуги нет кода ведомства',
    )
    expect(await acts('services.letter')).toBe(before)
  })

  it('is not made for a service that has a ТКУ by now or is hidden, nor for one of another organisation', async () => {
    const free = await plant()
    const filled = await plant({ targetCode: `-${code()}`, tkuState: 'PRODUCTION' })
    const hidden = await plant({ active: false })
    const foreign = await plant({}, other)
    for (const [id, refusal] of [
      [filled.id, 'CONFLICT'],
      [hidden.id, 'CONFLICT'],
      [foreign.id, 'NOT_FOUND'],
    ] as const)
      await expect(make([free.id, id])).rejects.toMatchObject({ code: refusal })
  })
})

describe('«Отметить запрошенными»', () => {
  it('makes «без ТКУ» «запрошен», each with its audit row, and leaves all else; once more it does nothing', async () => {
    const none = await plant()
    const test = await plant({ targetCode: `-${code()}`, tkuState: 'TEST' })
    const ids = { services: [none.id, test.id] }
    expect(await requestTku(planted.administrator, ids)).toEqual({ requested: 1 })
    expect(await stateOf(none.id)).toBe('REQUESTED')
    expect(await stateOf(test.id)).toBe('TEST')
    expect(await requestTku(planted.administrator, ids)).toEqual({ requested: 0 })
    const history = await listServiceHistory(planted.administrator, none.id)
    expect(history).toMatchObject([
      { action: 'service.request', changes: [{ field: 'tkuState', old: 'NONE', new: 'REQUESTED' }] },
    ])
    expect(await listServiceHistory(planted.administrator, test.id)).toEqual([])
    expect((await client.service.findUniqueOrThrow({ where: { id: none.id } })).version).toBe(2)
  })

  it('changes nothing of another organisation, nor for whoever may not keep the catalogue', async () => {
    const [own, foreign] = [await plant(), await plant({}, other)]
    const asked = requestTku(planted.administrator, { services: [own.id, foreign.id] })
    await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect([await stateOf(own.id), await stateOf(foreign.id)]).toEqual(['NONE', 'NONE'])
    const before = await acts('service.request')
    expect(await requestTku(planted.clerk, { services: [own.id] })).toEqual({ requested: 0 })
    expect(await stateOf(own.id)).toBe('NONE')
    expect(await acts('service.request')).toBe(before)
  })
})

describe('the services a ТКУ can be asked for', () => {
  it('are those without one that are shown; the chosen one stands first, then those not asked for yet', async () => {
    const home = await plantTestOrganisation()
    await client.service.updateMany({
      where: { organisationId: home.organisationId },
      data: { active: false },
    })
    const asked = await plant({ name: 'А', tkuState: 'REQUESTED' }, home)
    const b = await plant({ name: 'Б' }, home)
    const c = await plant({ name: 'В' }, home)
    const list = async (most: number, first: string | null) => {
      const { services, total } = await listWithoutTku(home.administrator, { most, first })
      expect(total).toBe(3)
      return services.map(({ id }) => id)
    }
    expect(await list(500, null)).toEqual([b.id, c.id, asked.id])
    expect(await list(2, asked.id)).toEqual([asked.id, b.id])
    expect(await list(1, (await plant({}, other)).id)).toEqual([b.id])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnect, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import type { Session } from '@/lib/auth/session'
import { closeOffice } from './close-office'
import { getOrganisation } from './get-organisation'
import { listOffices } from './list-offices'
import { listOrganisations } from './list-organisations'
import { saveOffice } from './save-office'
import { saveOrganisation } from './save-organisation'
import { SaveOrganisation } from './schema'

let planted: Planted
let other: Planted
let system: Session
const client = owner()
beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
  const user = await client.user.findFirstOrThrow({ where: { login: `system${planted.mark}` } })
  system = { ...planted.administrator, userId: user.id, roles: ['SYSTEM_ADMINISTRATOR'], elkModule: false }
})
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const digits = (n: number) => String(Math.floor(Math.random() * 10 ** n)).padStart(n, '0')
const kpp = () => `9900${digits(5)}`
async function form(session: Session, id: string, change: Record<string, unknown> = {}) {
  const { parentName: _parentName, ...card } = await getOrganisation(session, id)
  const text = Object.fromEntries(Object.entries(card).map(([key, value]) => [key, value ?? '']))
  return SaveOrganisation.parse({ ...text, kpp: kpp(), ...change })
}
const histories = (organisationId: string) =>
  client.auditEvent.findMany({
    where: { organisationId, action: { startsWith: 'organisation.' } },
    orderBy: { id: 'desc' },
  })

describe('the card of an organisation', () => {
  it('is changed by its administrator, with old and new in its history', async () => {
    const given = await form(planted.administrator, planted.organisationId, { shortName: 'Новое имя' })
    await saveOrganisation(planted.administrator, given)
    const [last] = await histories(planted.organisationId)
    expect(last?.details).toMatchObject({ changes: { shortName: [expect.any(String), 'Новое имя'] } })
    await expect(saveOrganisation(planted.administrator, given)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('keeps its code and place from its administrator, and others from them altogether', async () => {
    const given = await form(planted.administrator, planted.organisationId, { code: 'X1', blocked: true })
    await saveOrganisation(planted.administrator, given)
    expect(await getOrganisation(planted.administrator)).toMatchObject({
      blocked: false,
      code: expect.not.stringMatching(/^X1$/),
    })
    await expect(getOrganisation(planted.administrator, other.organisationId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(
      saveOrganisation(planted.administrator, { ...given, id: other.organisationId }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('of another is a system administrator’s, its driver too, and the history is the other’s', async () => {
    const given = await form(system, other.organisationId, {
      smevDriver: 'FOLDER',
      parentId: planted.organisationId,
    })
    await saveOrganisation(system, given)
    expect((await histories(other.organisationId)).map(({ action }) => action)).toEqual([
      'organisation.update',
      'organisation.setDriver',
    ])
    expect((await listOrganisations(planted.administrator)).map(({ id }) => id)).toContain(
      other.organisationId,
    )
    await expect(
      saveOrganisation(
        system,
        await form(system, planted.organisationId, { parentId: other.organisationId }),
      ),
    ).rejects.toMatchObject({ options: { fieldErrors: { parentId: 'organisations.error.circle' } } })
  })

  it('is made by a system administrator once, and not with a code or KEY that somebody has', async () => {
    const card = await form(system, planted.organisationId, { code: `N${planted.mark}` })
    const fresh = { ...card, id: crypto.randomUUID(), version: undefined, inn: '9911000072', kpp: kpp() }
    await saveOrganisation(system, fresh)
    await saveOrganisation(system, fresh)
    expect((await histories(fresh.id)).map(({ action }) => action)).toEqual(['organisation.create'])
    await expect(saveOrganisation(system, { ...fresh, id: crypto.randomUUID() })).rejects.toMatchObject({
      options: {
        fieldErrors: { code: 'organisations.error.codeTaken', kpp: 'organisations.error.keyTaken' },
      },
    })
  })
})

describe('an office', () => {
  it('is made, named once, closed and opened again', async () => {
    const id = crypto.randomUUID()
    const office = { id, version: undefined, name: 'Окно 7', address: '', frguCode: null, oktmo: '99000000' }
    await saveOffice(planted.administrator, office)
    await saveOffice(planted.administrator, office)
    await expect(
      saveOffice(planted.administrator, { ...office, id: crypto.randomUUID() }),
    ).rejects.toMatchObject({
      options: { fieldErrors: { name: 'organisations.error.officeTaken' } },
    })
    await closeOffice(planted.administrator, { id, version: 1, closed: true })
    await expect(closeOffice(planted.administrator, { id, version: 1, closed: false })).rejects.toMatchObject(
      {
        code: 'CONFLICT',
      },
    )
    const row = (await listOffices(planted.administrator)).find((one) => one.id === id)
    expect(row).toMatchObject({ version: 2, users: 0, closedAt: expect.any(Date) })
    await expect(closeOffice(other.administrator, { id, version: 2, closed: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

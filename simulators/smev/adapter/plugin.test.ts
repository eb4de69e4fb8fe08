import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as h from '../harness'
import * as a from './harness'

let simulator: h.Process
const post = (place: string, body: unknown) => a.post(simulator, place, body)

beforeAll(async () => {
  ;({ simulator } = await a.startWithFiles())
})
afterAll(() => h.stop(simulator))

describe('the plug-in', () => {
  const order = (more: object) => ({
    user: {
      userDocSnils: {
        snils: '900-000-123 91',
        lastName: 'Вымышленнова',
        firstName: 'Проба',
        citizenship: 643,
      },
    },
    senderKpp: '009901001',
    senderInn: '0099000014',
    serviceTargetCode: h.TARGET,
    userSelectedRegion: '00000000',
    orderNumber: 'P-1',
    requestDate: new Date(Date.now() - 7_200_000).toISOString(),
    officeInfo: { applicationAcceptance: 4 },
    statusHistoryList: [{ status: 6, isInformed: true, statusDate: new Date().toISOString() }],
    ...more,
  })
  const content = (orders: object[], requestType = 'CreateOrdersRequest') => ({
    pluginMnemonic: 'elk',
    requestContent: { env: 'SVCDEV', requestType, orders },
  })
  const next = async () =>
    JSON.parse(await a.poll(simulator, '/plugin/Get', { pluginMnemonic: 'elk' })) as {
      replyToClientId: string
      responseContent: { code: number; orders: Record<string, unknown>[]; error?: { code: string } }
    }

  it('turns business data into the same orders, files included', async () => {
    const sent = await post('/plugin/Send', { ...content([order({})]), clientId: 'p-1' })
    expect(JSON.parse(sent.text)).toMatchObject({ clientId: 'p-1' })
    const created = await next()
    expect(created).toMatchObject({ replyToClientId: 'p-1', responseContent: { code: 0, message: 'OK' } })
    const elkOrderNumber = created.responseContent.orders[0]?.elkOrderNumber
    expect(elkOrderNumber).toBeGreaterThan(0)
    const change = {
      elkOrderNumber,
      senderKpp: '009901001',
      senderInn: '0099000014',
      statusHistoryList: [
        {
          status: 3,
          statusDate: new Date().toISOString(),
          attachments: [{ filePath: 'result.pdf', docTypeId: 'ELK_RESULT' }],
        },
      ],
    }
    await post('/plugin/Send', content([change], 'UpdateOrdersRequest'))
    expect((await next()).responseContent.orders[0]).toMatchObject({ status: 0, elkOrderNumber })
    const state = await h.control<{ files: number }>(simulator, 'GET', 'state')
    expect(state.files).toBeGreaterThan(0)
    const found = await post('/plugin/Find', {
      pluginMnemonic: 'elk',
      messageClientIdCriteria: { clientId: 'p-1', clientIdCriteria: 'GET_REQUEST_BY_REQUEST_CLIENTID' },
    })
    expect(JSON.parse(found.text)).toMatchObject([{ messageType: 'REQUEST', clientId: 'p-1' }])
    expect(await post('/plugin/Get', { pluginMnemonic: 'elk' })).toEqual({ status: 200, text: '' })
  })

  it.each([
    {
      user: {
        userPersonalDoc: {
          personalDocType: 1,
          series: '9900',
          number: '000001',
          lastName: 'А',
          firstName: 'Б',
          citizenship: 643,
        },
      },
    },
    {
      user: { userDocSnilsBirthDate: { citizenship: 643, snils: '900-000-123 91', birthDate: '1990-01-01' } },
    },
    { user: { userDocInn: { inn: '990012345668', lastName: 'А', firstName: 'Б', citizenship: 643 } } },
    { user: { esiaId: '1000000001' } },
    { user: { ernId: '000000000001' } },
    { user: undefined, orgId: '1000000002' },
    { user: undefined, organization: { ogrnInnUl: { innKpp: { inn: '9900000006' } } } },
  ])('knows every way to name an applicant: $user $orgId $organization', async (applicant) => {
    const orderNumber = h.freshId()
    await post('/plugin/Send', content([order({ ...applicant, orderNumber })]))
    const { responseContent } = await next()
    expect(responseContent.error).toBeUndefined()
    expect(responseContent.orders[0]).toMatchObject({ orderNumber })
  })

  it('tells of content that breaks the schema, and refuses what it cannot turn', async () => {
    await post('/plugin/Send', content([order({ senderInn: 'нет' })]))
    expect((await next()).responseContent.error?.code).toBe('028122')
    for (const body of [{}, { pluginMnemonic: 'elk' }, content([]), content([{}], 'Other')])
      expect((await post('/plugin/Send', body)).status).toBe(400)
  })
})

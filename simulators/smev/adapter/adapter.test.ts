import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { XmlBufferInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as h from '../harness'
import { SOAP } from '../xml/namespaces'
import { childElements, withDocument } from '../xml/parse'

const contracts = path.resolve(import.meta.dirname, '../../../../shared/contracts')
const present = existsSync(contracts)
const NAMESPACE = 'urn://x-artefacts-smev-gov-ru/services/service-adapter/types'
let simulator: h.Process
let files: string

const post = async (place: string, body: unknown) => {
  const response = await fetch(`${simulator.address}${place}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}
async function poll(place: string, body: unknown, empty = (text: string) => text === ''): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { text } = await post(place, body)
    if (!empty(text)) return text
    await sleep(20)
  }
  throw new Error('No answer came')
}

beforeAll(async () => {
  const data = h.temporary()
  files = path.join(data, 'files')
  mkdirSync(files)
  writeFileSync(path.join(files, 'result.pdf'), '%PDF-1.4 вымышленный')
  writeFileSync(path.join(data, 'secret.txt'), 'x')
  symlinkSync(path.join(data, 'secret.txt'), path.join(files, 'link.txt'))
  simulator = await h.start(data, { SIMULATOR_ADAPTER_FILES: files })
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
})
afterAll(() => h.stop(simulator))
beforeEach(() => h.control(simulator, 'DELETE', 'faults'))

const attachment = (uuid: string) =>
  `<attachments><attachment><FSuuid>${uuid}</FSuuid><docTypeId>ELK_RESULT</docTypeId></attachment></attachments>`

describe('SOAP', () => {
  const envelope = (body: string) =>
    `<s:Envelope xmlns:s="${SOAP}" xmlns:a="${NAMESPACE}"><s:Body>${body}</s:Body></s:Envelope>`
  const message = (content: string, clientId: string, filePath = '') =>
    envelope(
      `<a:ClientMessage><a:itSystem>ELK01</a:itSystem><a:RequestMessage><a:RequestMetadata><a:clientId>${clientId}</a:clientId></a:RequestMetadata>` +
        `<a:RequestContent><a:content><a:MessagePrimaryContent>${content}</a:MessagePrimaryContent>` +
        (filePath &&
          `<a:AttachmentHeaderList><a:AttachmentHeader><a:filePath>${filePath}</a:filePath></a:AttachmentHeader></a:AttachmentHeaderList>`) +
        `</a:content></a:RequestContent></a:RequestMessage></a:ClientMessage>`,
    )
  const get = envelope(
    `<a:MessageQuery><a:itSystem>ELK01</a:itSystem><a:specificQuery><a:messageTypeCriteria>RESPONSE</a:messageTypeCriteria></a:specificQuery></a:MessageQuery>`,
  )
  const find = (criteria: string) =>
    envelope(
      `<a:FindMessageQuery><a:itSystem>ELK01</a:itSystem><a:specificQuery>${criteria}</a:specificQuery></a:FindMessageQuery>`,
    )
  const byClient = (clientId: string, criteria: string) =>
    find(
      `<a:messageClientIdCriteria><a:clientId>${clientId}</a:clientId><a:clientIdCriteria>${criteria}</a:clientIdCriteria></a:messageClientIdCriteria>`,
    )
  const next = () => poll('/adapter/ws', get, (text) => text.includes('<a:Message/>'))
  const validator = present ? official() : undefined

  function official(): XsdValidator {
    // The schema as published names one of its types by a name it does not define.
    const read = (name: string) =>
      Buffer.from(readFileSync(path.join(contracts, name), 'utf8').replaceAll('string-50', 'string_50'))
    const names = ['smev-service-adapter-faults.xsd', 'smev-service-adapter.xsd']
    xmlRegisterInputProvider(
      new XmlBufferInputProvider(Object.fromEntries(names.map((name) => [name, read(name)]))),
    )
    return XsdValidator.fromDoc(
      XmlDocument.fromBuffer(read('smev-service-adapter.xsd'), { url: 'adapter-official.xsd' }),
    )
  }
  const hold = (text: string) => {
    withDocument(Buffer.from(text), ({ root }) => {
      const [content] = childElements(root).flatMap(childElements)
      const detail = content && childElements(content).find(({ name }) => name === 'detail')
      const subject = detail ? childElements(detail)[0] : content
      if (subject) validator?.validate(subject)
    })
    return text
  }

  it('takes an order with a file, gives its answer once, and finds both; answers hold to the official schema', async () => {
    const clientId = 'client-1'
    const uuid = h.freshId()
    const order = h.createOrder({ orderNumber: 'A-1', statuses: [[3, undefined, attachment(uuid)]] })
    const sent = hold((await post('/adapter/ws', message(order, clientId, '/result.pdf'))).text)
    expect(h.value(sent, 'MessageId')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1/)
    const answer = hold(await next())
    expect(answer).toContain('xsi:type="a:ResponseMessageType"')
    expect(h.value(answer, 'replyToClientId')).toBe(clientId)
    expect(h.value(answer, 'OriginalMessageID')).toBe(h.value(sent, 'MessageId'))
    expect(h.verdict(answer)).toMatchObject({ code: 0, status: 0 })
    expect(await (await fetch(`${simulator.address}/files/${uuid}`)).text()).toBe('%PDF-1.4 вымышленный')
    expect(hold((await post('/adapter/ws', get)).text)).toContain('<a:Message/>')

    const own = h.value(answer, 'clientId') ?? ''
    const request = hold(
      (await post('/adapter/ws', byClient(clientId, 'GET_REQUEST_BY_REQUEST_CLIENTID'))).text,
    )
    expect(request).toContain('RequestMessageType')
    for (const query of [
      byClient(clientId, 'GET_RESPONSE_BY_REQUEST_CLIENTID'),
      byClient(own, 'GET_RESPONSE_BY_RESPONSE_CLIENTID'),
    ])
      expect(h.value(hold((await post('/adapter/ws', query)).text), 'clientId')).toBe(own)
    const period =
      '<a:messageIntervalCriteria><a:from>2020-01-01T00:00:00Z</a:from></a:messageIntervalCriteria>'
    expect(hold((await post('/adapter/ws', find(period))).text).match(/<a:QueryResult>/g)).toHaveLength(2)
    const later = period.replace('2020', '2099')
    expect((await post('/adapter/ws', find(later))).text).not.toContain('<a:QueryResult>')
  })

  it('tells of a rejection by СМЭВ as an ErrorMessage', async () => {
    await post('/adapter/ws', message(h.createOrder({ statuses: [['нет']] }), 'client-2'))
    const answer = hold(await next())
    expect(answer).toContain('xsi:type="a:ErrorMessage"')
    expect(h.value(answer, 'originalClientId')).toBe('client-2')
    expect(h.value(answer, 'code')).toBe('028122')
  })

  it('refuses with its own faults', async () => {
    const fault = async (body: string) => {
      const { status, text } = await post('/adapter/ws', body)
      expect(status).toBe(500)
      return /<f:(\w+Fault) /.exec(hold(text))?.[1]
    }
    const order = h.createOrder()
    expect(await fault(message(order, 'client-1'))).toBe('ValidationFault')
    expect(await fault(message(order, 'x'.repeat(51)))).toBe('ValidationFault')
    expect(await fault(message('<x xmlns="urn:x"/>', 'client-3'))).toBe('ValidationFault')
    expect(await fault(message(order, 'client-3', 'none.pdf'))).toBe('ValidationFault')
    expect(await fault(message(order, 'client-3', '../secret.txt'))).toBe('ValidationFault')
    expect(await fault(message(order, 'client-3', 'link.txt'))).toBe('ValidationFault')
    expect(await fault('<a')).toBe('ValidationFault')
    expect(await fault(envelope('<a:SyncRequest/>'))).toBe('SyncFault')
    await h.control(simulator, 'POST', 'faults', { operation: 'AdapterGet', fault: 'SystemFault', count: 1 })
    expect(await fault(get)).toBe('SystemFault')
    expect((await post('/adapter/ws', message(order, 'client-3'))).status).toBe(200)
    await next()
  })

  it.runIf(present)('takes the sample 40 (skipped where the contracts are absent)', async () => {
    mkdirSync(path.join(files, 'adapter/files'), { recursive: true })
    writeFileSync(path.join(files, 'adapter/files/result-000101.pdf'), 'x')
    const sample = readFileSync(path.join(contracts, 'samples/40-adapter-clientmessage-send.xml'), 'utf8')
    expect((await post('/adapter/ws', sample)).text).toContain('MessageResult')
  })
})

describe('REST', () => {
  interface Result {
    smevMetadata: { messageId: string; originalMessageID?: string }
    message: {
      messageType: string
      responseMetadata?: { clientId: string; replyToClientId: string }
      responseContent?: { content: { messagePrimaryContent: { any: string } } }
      fault?: { code: string }
    }
  }
  const request = (clientId: string, any: string, header?: object) => ({
    itSystem: 'REST01',
    requestMessage: {
      messageType: 'RequestMessageType',
      requestMetadata: { clientId },
      requestContent: {
        content: {
          messagePrimaryContent: { any },
          ...(header && { attachmentHeaderList: { attachmentHeader: [header] } }),
        },
      },
    },
  })
  const next = async () => JSON.parse(await poll('/adapter/get', { itSystem: 'REST01' })) as Result

  it('takes an order with a file by its id, gives its answer once, and finds both', async () => {
    const id = h.freshId()
    const order = h.createOrder({ statuses: [[3, undefined, attachment(id)]] })
    const header = { id, filePath: 'result.pdf', transferMethod: 'REFERENCE' }
    const sent = await post('/adapter/send', request('r-1', `<?xml version="1.0"?>${order}`, header))
    const { itSystem, messageId } = JSON.parse(sent.text) as Record<string, string>
    expect(itSystem).toBe('REST01')
    const answer = await next()
    expect(answer.smevMetadata.originalMessageID).toBe(messageId)
    expect(answer.message).toMatchObject({
      messageType: 'PrimaryMessage',
      responseMetadata: { replyToClientId: 'r-1' },
    })
    expect(h.verdict(answer.message.responseContent?.content.messagePrimaryContent.any ?? '').status).toBe(0)
    expect(await post('/adapter/get', { itSystem: 'REST01' })).toEqual({ status: 200, text: '' })
    const criteria = {
      messageClientIdCriteria: { clientId: 'r-1', clientIdCriteria: 'GET_RESPONSE_BY_REQUEST_CLIENTID' },
    }
    const found = await post('/adapter/find', { itSystem: 'REST01', specificQuery: criteria })
    expect((JSON.parse(found.text) as { queryResult: Result[] }).queryResult).toEqual([answer])
    const all = {
      messagePeriodCriteria: { from: '2020-01-01T00:00:00Z' },
      messageCountToReturn: 1,
      messageOffset: 1,
    }
    const page = await post('/adapter/find', { itSystem: 'REST01', specificQuery: all })
    expect((JSON.parse(page.text) as { queryResult: Result[] }).queryResult).toHaveLength(1)
  })

  it('tells of a rejection, and refuses what it cannot take', async () => {
    await post('/adapter/send', request('r-2', h.createOrder({ statuses: [['нет']] })))
    expect((await next()).message).toMatchObject({ messageType: 'ErrorMessage', fault: { code: '028122' } })
    for (const body of ['нет', '[]', {}, request('r-1', h.createOrder()), request('r-3', 'не XML')]) {
      const { status, text } = await post('/adapter/send', body)
      expect(status).toBe(400)
      expect((JSON.parse(text) as { error: string }).error).not.toBe('')
    }
    await h.control(simulator, 'POST', 'faults', { operation: 'AdapterSend', fault: 'SystemFault', count: 1 })
    expect((await post('/adapter/send', request('r-4', h.createOrder()))).status).toBe(500)
    await h.control(simulator, 'POST', 'faults', {
      operation: 'AdapterSend',
      fault: 'http502',
      count: 1,
      after: true,
    })
    expect((await post('/adapter/send', request('r-4', h.createOrder()))).status).toBe(502)
    expect((await post('/adapter/send', request('r-4', h.createOrder()))).status).toBe(400)
    await next()
  })

  it('keeps queues, identifiers and messages across a restart', async () => {
    await post('/adapter/send', request('r-5', h.createOrder()))
    const { data } = simulator
    await h.stop(simulator)
    simulator = await h.start(data, { SIMULATOR_ADAPTER_FILES: files })
    expect((await next()).message.responseMetadata?.replyToClientId).toBe('r-5')
    expect((await post('/adapter/send', request('r-5', h.createOrder()))).status).toBe(400)
  })
})

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
    JSON.parse(await poll('/plugin/Get', { pluginMnemonic: 'elk' })) as {
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

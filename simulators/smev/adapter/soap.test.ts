import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XmlBufferInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as h from '../harness'
import { SOAP } from '../xml/namespaces'
import { childElements, withDocument } from '../xml/parse'
import * as a from './harness'

const contracts = path.resolve(import.meta.dirname, '../../../../shared/contracts')
const present = existsSync(contracts)
const NAMESPACE = 'urn://x-artefacts-smev-gov-ru/services/service-adapter/types'

let simulator: h.Process
let files: string
const post = (place: string, body: unknown) => a.post(simulator, place, body)

beforeAll(async () => {
  ;({ simulator, files } = await a.startWithFiles())
})
afterAll(() => h.stop(simulator))
beforeEach(() => h.control(simulator, 'DELETE', 'faults'))

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
  const next = () => a.poll(simulator, '/adapter/ws', get, (text) => text.includes('<a:Message/>'))
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
    const order = h.createOrder({ orderNumber: 'A-1', statuses: [[3, undefined, a.attachment(uuid)]] })
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

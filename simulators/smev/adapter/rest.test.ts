import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as h from '../harness'
import * as a from './harness'

let simulator: h.Process
let files: string
const post = (place: string, body: unknown) => a.post(simulator, place, body)

beforeAll(async () => {
  ;({ simulator, files } = await a.startWithFiles())
})
afterAll(() => h.stop(simulator))
beforeEach(() => h.control(simulator, 'DELETE', 'faults'))

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
  const next = async () =>
    JSON.parse(await a.poll(simulator, '/adapter/get', { itSystem: 'REST01' })) as Result

  it('takes an order with a file by its id, gives its answer once, and finds both', async () => {
    const id = h.freshId()
    const order = h.createOrder({ statuses: [[3, undefined, a.attachment(id)]] })
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

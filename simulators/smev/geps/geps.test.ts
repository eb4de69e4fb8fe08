import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as a from '../adapter/harness'
import * as h from '../harness'

let simulator: h.Process
interface Answer {
  replyToClientId: string
  responseContent: {
    generalData: { foivId?: string }
    registry: {
      recordId: number
      record: { id: string; content: { statusCode: string; statusMessage: string } }
    }[]
  }
}
const record = (recordId: number, identifiers: object, userType = 'PHYSICAL_PERSON') => ({
  recordId,
  record: {
    id: `ID_${recordId}`,
    recordContent: {
      id: `C_${recordId}`,
      content: { user: { userType, identifiers }, params: { text: 'Проверка' } },
    },
  },
})
const snils = (number: string) => ({ SNILS: { SNILS: number } })
const send = (registry: object[], more: object = {}) =>
  a.post(simulator, '/plugin/Send', {
    pluginMnemonic: 'geps',
    clientId: h.freshId(),
    requestContent: { generalData: { foivId: '001', messageType: 'TEST', ...more }, registry },
  })
const next = async () =>
  JSON.parse(await a.poll(simulator, '/plugin/Get', { pluginMnemonic: 'geps' })) as Answer
const codes = ({ responseContent }: Answer) =>
  responseContent.registry.map(({ recordId, record: { content } }) => [recordId, content.statusCode])

beforeAll(async () => {
  ;({ simulator } = await a.startWithFiles())
  await h.control(simulator, 'PUT', 'settings', { gepsReadMs: 100 })
  await h.control(simulator, 'PUT', 'applicants/912-345-678%2000', { account: false })
})
afterAll(() => h.stop(simulator))

describe('ГЭПС through the plug-in', () => {
  it('takes and refuses each record by who it is for, then tells that it was read', async () => {
    const records = [
      record(1, snils('90000012391')),
      record(2, snils('90000012392')),
      record(3, snils('91234567800')),
      record(4, { INN: { INN: '990012345668' } }, 'SOLE_PROPRIETOR'),
      record(5, {}, 'LEGAL_PERSON'),
    ]
    const sent = JSON.parse((await send(records, { settings: { readingNotification: true } })).text) as {
      clientId: string
      messageId: string
    }
    const first = await next()
    expect(first.replyToClientId).toBe(sent.clientId)
    expect(first.responseContent.generalData.foivId).toBe('001')
    expect(codes(first)).toEqual([
      [1, 'ACCEPT'],
      [2, 'REJECT'],
      [3, 'REJECT'],
      [4, 'ACCEPT'],
      [5, 'REJECT'],
    ])
    expect(codes(await next())).toEqual([
      [1, 'READ'],
      [4, 'READ'],
    ])
    const known = await h.control<{ messageId: string }[]>(simulator, 'GET', 'notifications')
    expect(known.filter(({ messageId }) => messageId === sent.messageId)).toHaveLength(5)
  })

  it('refuses what is no notification', async () => {
    const good = record(1, snils('90000012391'))
    for (const registry of [[], [good, good], [record(1, {}, 'ROBOT')]])
      expect((await send(registry)).status).toBe(400)
    expect((await send([good], { messageType: undefined })).status).toBe(400)
  })
})

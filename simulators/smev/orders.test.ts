import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as h from './harness'
import { ELK } from './xml/namespaces'
import type { AppliedEntry } from './store/state'

let simulator: h.Process
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const ask = async (content: string) => h.verdict(await h.exchange(simulator, content))
const journal = () => h.control<AppliedEntry[]>(simulator, 'GET', 'journal')

beforeAll(async () => {
  simulator = await h.start()
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
})
afterAll(() => h.stop(simulator))
beforeEach(() => h.control(simulator, 'DELETE', 'faults'))

describe('answers that follow from the state', () => {
  it('38: filed too long ago; the age is a setting', async () => {
    const old = h.createOrder({ requestDate: ago(181) })
    expect(await ask(old)).toMatchObject({ code: 11, status: 38, number: undefined })
    await h.control(simulator, 'PUT', 'settings', { maxRequestAgeDays: 400 })
    expect(await ask(old)).toMatchObject({ code: 0, status: 0 })
    await h.control(simulator, 'PUT', 'settings', { maxRequestAgeDays: 180 })
  })

  it('5: the applicant cannot be, or cannot be found', async () => {
    expect(await ask(h.createOrder({ requestDate: ago(-1) }))).toMatchObject({
      code: 11,
      status: 5,
      number: undefined,
    })
    expect((await ask(h.createOrder({ user: h.person('900-000-123 92') }))).status).toBe(5)
    expect((await ask(h.createOrder({ user: h.person('900-000-059 00', '2099-01-01') }))).status).toBe(5)
    expect((await ask(h.createOrder({ user: h.person('900-000-059 00', '1990-01-01') }))).status).toBe(0)
    expect((await ask(h.createOrder({ user: h.person('900-000-059 00', '1990-01-02') }))).status).toBe(5)
    await h.control(simulator, 'PUT', 'applicants/912-345-678%2000', { account: false })
    expect((await ask(h.createOrder({ user: h.person('912-345-678 00') }))).status).toBe(5)
    await h.control(simulator, 'PUT', 'applicants/91234567800', { account: true })
    expect((await ask(h.createOrder({ user: h.person('912-345-678 00') }))).status).toBe(0)
    const inn = (number: string) =>
      `<user><userDocInn><INN>${number}</INN><lastName>А</lastName><firstName>Б</firstName><citizenship>643</citizenship></userDocInn></user>`
    expect((await ask(h.createOrder({ user: inn('990012345668') }))).status).toBe(0)
    expect((await ask(h.createOrder({ user: inn('990012345669') }))).status).toBe(5)
  })

  it('13: the service is not known, with the number 0', async () => {
    expect(await ask(h.createOrder({ targetCode: '9900000000' }))).toEqual({
      code: 11,
      status: 13,
      number: '0',
    })
    await h.control(simulator, 'PUT', 'services', [{ targetCode: '-77', name: 'На время' }])
    expect((await ask(h.createOrder({ targetCode: '-77' }))).status).toBe(0)
    await h.control(simulator, 'DELETE', 'services/-77')
    expect((await ask(h.createOrder({ targetCode: '-77' }))).status).toBe(13)
  })

  it('4, 34: the status is not in the directory; the number is taken', async () => {
    expect(await ask(h.createOrder({ statuses: [[999]] }))).toMatchObject({
      code: 11,
      status: 4,
      number: undefined,
    })
    expect((await ask(h.createOrder({ orderNumber: 'TWICE' }))).status).toBe(0)
    expect(await ask(h.createOrder({ orderNumber: 'TWICE' }))).toMatchObject({
      code: 11,
      status: 34,
      number: undefined,
    })
    expect((await ask(h.updateOrder({ orderNumber: 'TWICE', statuses: [[999]] }))).status).toBe(4)
  })

  it('31: the status does not fit here', async () => {
    expect((await ask(h.createOrder({ statuses: [[25]] }))).status).toBe(31)
    expect((await ask(h.createOrder({ statuses: [[6, ago(3)]] }))).status).toBe(31)
    expect((await ask(h.createOrder({ orderNumber: 'ENDED', statuses: [[3]] }))).status).toBe(0)
    expect((await ask(h.updateOrder({ orderNumber: 'ENDED', statuses: [[7]] }))).status).toBe(31)
    expect((await ask(h.updateOrder({ orderNumber: 'ENDED', statuses: [[4]] }))).status).toBe(0)
  })

  it('28: an update of an unknown order, also of another sender', async () => {
    expect(await ask(h.updateOrder({ orderNumber: 'NOWHERE' }))).toEqual({
      code: 11,
      status: 28,
      number: '0',
    })
    const { number } = await ask(h.createOrder())
    const foreign = h.updateOrder({ elkOrderNumber: number }).replace('0099000014', '0099000021')
    expect((await ask(foreign)).status).toBe(28)
  })

  it('28: an order that ЕПГУ was made to forget; its number is free again', async () => {
    const create = h.createOrder({ orderNumber: 'FORGOTTEN' })
    const { number } = await ask(create)
    const update = h.updateOrder({ orderNumber: 'FORGOTTEN' })
    expect((await ask(update)).status).toBe(0)
    await h.control(simulator, 'DELETE', `orders/${number}`)
    expect((await ask(update)).status).toBe(28)
    const again = await ask(create)
    expect(again).toMatchObject({ code: 0, status: 0 })
    expect(again.number).not.toBe(number)
    expect((await ask(update)).status).toBe(0)
  })

  it('decides each order of a batch by itself, each seeing the one before', async () => {
    const one = h.createOrder({ orderNumber: 'BATCH' })
    const batch = one.replace(/<order>.*<\/order>/s, (order) => order + order)
    const answer = await h.exchange(simulator, batch)
    expect([...answer.matchAll(/<status>(\d+)</g)].map((match) => match[1])).toEqual(['0', '34'])
    expect(h.value(answer, 'message')).toBe('Completed with errors')
  })

  it('writes down every order it decided', async () => {
    const mine = (await journal()).filter(({ orderNumber }) => orderNumber === 'ENDED')
    expect(mine.map(({ kind, status, code }) => [kind, status, code])).toEqual([
      ['create', 3, 0],
      ['update', 7, 31],
      ['update', 4, 0],
    ])
    expect(mine[0]).toMatchObject({ sender: '0099000014_009901001', forced: false })
    expect((await journal()).map(({ n }) => n)).toEqual((await journal()).map((_, index) => index + 1))
  })

  it('changes nothing for a test message', async () => {
    const content = h.createOrder({ orderNumber: 'TEST' })
    await h.soap(simulator, h.sendRequest(content, h.freshId(), '', '<t:TestMessage/>'))
    expect((await ask(content)).status).toBe(0)
  })
})

describe('the queue of answers', () => {
  const selector = (namespace: string, root: string) =>
    `<b:NamespaceURI>${namespace}</b:NamespaceURI><b:RootElementLocalName>${root}</b:RootElementLocalName>`
  const poll = async (filter = '') => (await h.soap(simulator, h.getResponse(filter))).text
  const metaId = (xml: string) => /<ns2:MessageMetadata><ns2:MessageId>([^<]*)/.exec(xml)?.[1] ?? ''

  it('filters by the root of the response, delivers again when not acknowledged, keeps the delay', async () => {
    for (let text = await poll(); metaId(text); text = await poll())
      await h.soap(simulator, h.ackRequest(metaId(text)))
    await h.control(simulator, 'PUT', 'settings', { delayMs: 400 })
    await h.soap(simulator, h.sendRequest(h.createOrder()))
    expect(metaId(await poll())).toBe('')
    await sleep(450)
    expect(metaId(await poll(selector(ELK, 'CnsiResponse')))).toBe('')
    const first = metaId(await poll(selector(ELK, 'ElkOrderResponse')))
    expect(first).not.toBe('')
    expect(metaId(await poll())).toBe('')
    await h.control(simulator, 'PUT', 'settings', { delayMs: 0, redeliverySeconds: 0 })
    expect(metaId(await poll())).toBe(first)
    await h.control(simulator, 'PUT', 'settings', { redeliverySeconds: 900 })
    expect((await h.soap(simulator, h.ackRequest(first))).text).toContain('AckResponse')
    expect((await h.soap(simulator, h.ackRequest(first))).text).toContain('TargetMessageIsNotFound')
  })

  it('tells the state of each request once by GetStatus', async () => {
    const ask = h.envelope(
      `<t:GetStatusRequest><b:Timestamp Id="T">${ago(0)}</b:Timestamp></t:GetStatusRequest>`,
    )
    let last = ''
    for (
      let text = (await h.soap(simulator, ask)).text;
      text.includes('OriginalMessageId');
      text = (await h.soap(simulator, ask)).text
    )
      last = text
    expect(last).toContain('requestIsAcceptedBySmev')
  })
})

describe('what the trainer asks for', () => {
  it('answers as chosen, once, and creates nothing', async () => {
    for (const answer of [4, 5, 13, 28, 31, 34, 38]) {
      await h.control(simulator, 'POST', 'faults', { answer, targetCode: h.TARGET })
      const content = h.createOrder({ orderNumber: `FORCED-${answer}` })
      expect((await ask(content)).status).toBe(answer)
      expect((await ask(content)).status).toBe(0)
    }
    await h.control(simulator, 'POST', 'faults', { answer: 'SMEV-403' })
    expect(await h.exchange(simulator, h.createOrder())).toContain('SMEV-403')
  })

  it('keeps silent, answers twice, answers out of order', async () => {
    const send = async (answer?: string) => {
      if (answer) await h.control(simulator, 'POST', 'faults', { answer })
      const id = h.freshId()
      await h.soap(simulator, h.sendRequest(h.createOrder(), id))
      return id
    }
    const [silent, twice, late, early] = [
      await send('silence'),
      await send('duplicate'),
      await send('reorder'),
      await send(),
    ]
    const seen: string[] = []
    await sleep(20)
    for (let n = 0; n < 8; n++)
      seen.push(h.value((await h.soap(simulator, h.getResponse())).text, 'OriginalMessageId') ?? '')
    expect(seen.filter((id) => [silent, twice, late, early].includes(id))).toEqual([
      twice,
      twice,
      early,
      late,
    ])
  })

  it('answers a message of several in parts, an answer for each', async () => {
    await h.control(simulator, 'POST', 'faults', { answer: 'parts' })
    const batch = h
      .createOrder({ orderNumber: 'PART-1' })
      .replace(/<order>.*<\/order>/s, (order) => order + order.replace('PART-1', 'PART-2'))
    const id = h.freshId()
    await h.soap(simulator, h.sendRequest(batch, id))
    await sleep(20)
    for (const part of ['PART-1', 'PART-2']) {
      const { text } = await h.soap(simulator, h.getResponse())
      expect(h.value(text, 'OriginalMessageId')).toBe(id)
      expect(text.match(/PART-\d/g)).toEqual([part])
    }
  })

  it('breaks the connection in every way it knows, and only as often as asked', async () => {
    const poll = () => h.soap(simulator, h.getResponse())
    const spoil = (fault: string, more = {}) =>
      h.control(simulator, 'POST', 'faults', { operation: 'GetResponse', fault, count: 1, ...more })
    await spoil('SMEVFailure')
    expect((await poll()).text).toContain('SMEVFailure')
    await spoil('http502')
    expect(await poll()).toMatchObject({ status: 502 })
    await spoil('garbage')
    expect((await poll()).text).toContain('<<<')
    await spoil('empty')
    expect(await poll()).toEqual({ status: 200, text: '' })
    await spoil('disconnect')
    await expect(poll()).rejects.toThrow()
    await spoil('hang')
    const response = fetch(`${simulator.address}/smev/v1.2/ws`, {
      method: 'POST',
      body: h.getResponse(),
      signal: AbortSignal.timeout(300),
    })
    await expect(response).rejects.toThrow()
    await spoil('DestinationOverflow', { count: undefined, every: 2 })
    const statuses = [await poll(), await poll(), await poll(), await poll()].map(({ status }) => status)
    expect(statuses).toEqual([200, 500, 200, 500])
  })

  it('can lose the answer to a message it has taken', async () => {
    await h.control(simulator, 'POST', 'faults', {
      operation: 'SendRequest',
      fault: 'disconnect',
      count: 1,
      after: true,
    })
    const body = h.sendRequest(h.createOrder({ orderNumber: 'LOST' }))
    await expect(h.soap(simulator, body)).rejects.toThrow()
    expect((await h.soap(simulator, body)).text).toContain('MessageIsAlreadySent')
    expect((await journal()).filter(({ orderNumber }) => orderNumber === 'LOST')).toHaveLength(1)
  })

  it('has a page with forms and the raw messages', async () => {
    const form = (name: string, fields: Record<string, string>) =>
      fetch(`${simulator.address}/trainer/${name}`, { method: 'POST', body: new URLSearchParams(fields) })
    await form('service', { code: '-88', name: 'Услуга с <тегом>' })
    await form('answer', { answer: '13', targetCode: '', count: '2' })
    const page = await (await form('delay', { seconds: '0' })).text()
    expect(page).toContain('Услуга с &lt;тегом&gt;')
    expect(page).toContain('ещё 2')
    expect(page).toContain('&lt;t:SendRequestRequest&gt;')
    expect((await ask(h.createOrder())).status).toBe(13)
    const [last] = await h.control<{ id: number; operation: string }[]>(simulator, 'GET', 'messages')
    const raw = await h.control<{ request: string; response: string }>(
      simulator,
      'GET',
      `messages/${last?.id}`,
    )
    expect(raw.request).toContain('Envelope')
    expect(raw.response).toContain('Envelope')
    expect(await h.control(simulator, 'GET', 'state')).toMatchObject({ faults: 1, services: 2 })
  })
})

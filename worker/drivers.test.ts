import { mkdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFacts, result, updateFacts } from '@/lib/delivery/facts.examples.kit'
import type { CreateFacts, UpdateFacts } from '@/lib/delivery/facts'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { createAdapter, createFolder, type Answer, type Gateway } from '@/lib/smev/gateway'
import * as h from '@/simulators/smev/harness'

/** Every indirect driver against the whole simulator: what it takes, what it answers, and what breaks on the way. */
const forms = ['soap', 'rest', 'plugin'] as const
const kinds = [...forms, 'folder'] as const
type Kind = (typeof kinds)[number]

let simulator: h.Process
const gateways = {} as Record<Kind, Gateway>

beforeAll(async () => {
  const data = h.temporary()
  const folder = (name: string) => path.join(data, name)
  mkdirSync(folder('files'))
  simulator = await h.start(data, {
    SIMULATOR_ADAPTER_FILES: folder('files'),
    SIMULATOR_FOLDER_OUT: folder('out'),
    SIMULATOR_FOLDER_IN: folder('in'),
  })
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
  const urls = { soap: '/adapter/ws', rest: '/adapter', plugin: '/plugin' }
  for (const form of forms)
    gateways[form] = createAdapter({
      form,
      url: simulator.address + urls[form],
      system: 'ARM01',
      plugin: 'plugin-pgu-20',
      files: folder('files'),
      filesSeen: folder('files'),
      timeoutMs: 1000,
      maxBytes: 1_000_000,
    })
  gateways.folder = createFolder({
    out: folder('out'),
    in: folder('in'),
    system: 'ARM01',
    maxBytes: 1_000_000,
  })
})
afterEach(() => h.control(simulator, 'DELETE', 'faults'))
afterAll(async () => {
  for (const kind of kinds) gateways[kind].close()
  await h.stop(simulator)
})

const fault = (body: object) => h.control(simulator, 'POST', 'faults', body)
const journal = (orderNumber: string) =>
  h
    .control<{ orderNumber: string }[]>(simulator, 'GET', 'journal')
    .then((rows) => rows.filter((row) => row.orderNumber === orderNumber))
const hoursAgo = (hours: number) =>
  new Date(Date.now() - hours * 3_600_000).toISOString().replace('Z', '+00:00')

function create(change: Partial<CreateFacts> = {}): CreateFacts {
  const facts = createFacts()
  return {
    ...facts,
    applicant: {
      by: 'snils',
      snils: '900-000-123 91',
      lastName: 'Вымышленнова',
      firstName: 'Проба',
      citizenship: 643,
    },
    serviceTargetCode: h.TARGET,
    orderNumber: h.freshId(),
    requestDate: hoursAgo(2),
    status: { ...facts.status, statusDate: hoursAgo(1) },
    ...change,
  }
}

function update(orderNumber: string, change: Partial<UpdateFacts['status']> = {}): UpdateFacts {
  const facts = updateFacts()
  const status = { ...facts.status, statusDate: hoursAgo(0), attachments: [], ...change }
  return { ...facts, orderNumber, status }
}

function prepare(gateway: Gateway, facts: CreateFacts | UpdateFacts) {
  const messageId = mintMessageId()
  const one = { messageId, environment: 'SVCDEV' as const }
  const prepared =
    facts.kind === 'CREATE'
      ? gateway.prepare({ ...one, kind: 'CREATE', orders: [facts] })
      : gateway.prepare({ ...one, kind: 'UPDATE', orders: [facts] })
  if (!prepared.ok) throw new Error(prepared.errors.join())
  return { messageId, bytes: prepared.bytes }
}

/** The next answer, acknowledged. */
async function next(gateway: Gateway): Promise<Extract<Answer, { ok: true }>> {
  for (let tries = 0; tries < 200; tries++) {
    const received = await gateway.receive()
    if (received.kind === 'fault') throw new Error(`${received.fault} ${received.text}`)
    if (received.kind === 'message') {
      const answer = gateway.read(received.raw)
      if (!answer.ok) throw new Error(answer.reason)
      expect(await gateway.acknowledge(answer.messageId)).toEqual({ ok: true })
      return answer
    }
    await sleep(20)
  }
  throw new Error('no answer came')
}

async function exchange(gateway: Gateway, facts: CreateFacts | UpdateFacts) {
  const { messageId, bytes } = prepare(gateway, facts)
  expect(await gateway.send(bytes, messageId)).toMatchObject({ verdict: 'taken' })
  const answer = await next(gateway)
  expect(answer.originalMessageId).toBe(messageId)
  return answer.outcome
}
const order = async (...given: Parameters<typeof exchange>) => {
  const outcome = await exchange(...given)
  if (outcome.kind !== 'orders') throw new Error(JSON.stringify(outcome))
  return outcome.response.orders[0]
}

describe.each(kinds)('%s', (kind) => {
  it('creates, and updates with a file', async () => {
    const facts = create()
    const created = await order(gateways[kind], facts)
    expect(created).toMatchObject({ status: 0, orderNumber: facts.orderNumber })
    expect(created?.elkOrderNumber).toMatch(/^\d+$/)
    const bytes = Buffer.from('%PDF-1.7 вымышленный')
    const storeUuid = h.freshId()
    const { transportName: name } = result
    const file = { storeUuid, name, size: bytes.length, open: () => Readable.from([bytes]) }
    expect(await gateways[kind].upload(file)).toEqual({ ok: true })
    const attachments = [{ ...result, storeUuid }]
    expect(await order(gateways[kind], update(facts.orderNumber, { attachments }))).toMatchObject({
      status: 0,
    })
    const stored = await readdir(path.join(simulator.data, 'ftp'))
    // The plug-in names the file for the store by itself.
    expect(stored.includes(storeUuid)).toBe(kind !== 'plugin')
    expect((await journal(facts.orderNumber)).length).toBe(2)
  })

  it.each([4, 5, 13, 28, 31, 34, 38])('brings the refusal %s', async (answer) => {
    await fault({ answer })
    expect(await order(gateways[kind], create())).toMatchObject({ status: answer, elkOrderNumber: null })
  })

  it('brings a rejection by СМЭВ', async () => {
    await fault({ answer: 'SMEV-403' })
    expect(await exchange(gateways[kind], create())).toMatchObject({
      kind: 'processing',
      rejectedBySmev: true,
      fault: { name: 'ErrorMessage', description: expect.stringContaining('SMEV-403') },
    })
  })

  it('brings an answer twice when it comes twice', async () => {
    await fault({ answer: 'duplicate' })
    const { messageId, bytes } = prepare(gateways[kind], create())
    await gateways[kind].send(bytes, messageId)
    const [first, second] = [await next(gateways[kind]), await next(gateways[kind])]
    expect([first.originalMessageId, second.originalMessageId]).toEqual([messageId, messageId])
  })

  it('knows silence from an answer', async () => {
    await fault({ answer: 'silence' })
    const { messageId, bytes } = prepare(gateways[kind], create())
    expect(await gateways[kind].send(bytes, messageId)).toMatchObject({ verdict: 'taken' })
    expect(await gateways[kind].receive()).toEqual({ kind: 'empty' })
  })
})

describe.each(forms)('%s, when the line breaks', (form) => {
  const gateway = () => gateways[form]

  it.each(['disconnect', 'http502', 'garbage', 'empty'])(
    '%s after the effect: the repeat finds it there, and ЕПГУ decides once',
    async (broken) => {
      const facts = create()
      const { messageId, bytes } = prepare(gateway(), facts)
      await fault({ operation: 'AdapterSend', fault: broken, count: 1, after: true })
      expect(await gateway().send(bytes, messageId)).toMatchObject({ verdict: 'retry' })
      expect(await gateway().send(bytes, messageId, true)).toMatchObject({ verdict: 'taken' })
      expect((await next(gateway())).originalMessageId).toBe(messageId)
      expect(await journal(facts.orderNumber)).toHaveLength(1)
    },
  )

  it('before the effect: the repeat sends it', async () => {
    const facts = create()
    const { messageId, bytes } = prepare(gateway(), facts)
    await fault({ operation: 'AdapterSend', fault: 'disconnect', count: 1 })
    expect(await gateway().send(bytes, messageId)).toMatchObject({ fault: 'ConnectionReset' })
    expect(await gateway().send(bytes, messageId, true)).toMatchObject({ verdict: 'taken' })
    await next(gateway())
    expect(await journal(facts.orderNumber)).toHaveLength(1)
  })

  it('a used clientId is taken when Find confirms it; a fault of the adapter is told', async () => {
    const { messageId, bytes } = prepare(gateway(), create())
    expect(await gateway().send(bytes, messageId)).toMatchObject({ verdict: 'taken' })
    expect(await gateway().send(bytes, messageId)).toMatchObject({ verdict: 'taken' })
    await next(gateway())
    expect(await gateway().receive()).toEqual({ kind: 'empty' })
    const other = prepare(gateway(), create())
    await fault({ operation: 'AdapterSend', fault: 'SystemFault', count: 1 })
    expect(await gateway().send(other.bytes, other.messageId)).toMatchObject({
      verdict: 'retry',
      fault: 'SystemFault',
    })
    await fault({ operation: 'AdapterSend', fault: 'ValidationFault', count: 1 })
    expect(await gateway().send(other.bytes, other.messageId)).toMatchObject({
      verdict: 'fix',
      fault: 'ValidationFault',
    })
  })

  it('an answer that dies on its way from Get is found by the id of its request', async () => {
    const { messageId, bytes } = prepare(gateway(), create())
    await gateway().send(bytes, messageId)
    await fault({ operation: 'AdapterGet', fault: 'disconnect', count: 1, after: true })
    expect(await gateway().receive()).toMatchObject({ kind: 'fault' })
    await h.control(simulator, 'DELETE', 'faults')
    expect(await gateway().receive()).toEqual({ kind: 'empty' })
    const found = await gateway().lookUp?.(messageId)
    if (found?.kind !== 'message') throw new Error(found?.kind)
    expect(gateway().read(found.raw)).toMatchObject({
      originalMessageId: messageId,
      outcome: { kind: 'orders', response: { code: 0 } },
    })
    expect(await gateway().lookUp?.(mintMessageId())).toEqual({ kind: 'empty' })
  })
})

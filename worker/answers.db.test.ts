import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { recordAnswer } from '@/lib/delivery/settle-answer'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { answer, rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

describe('answers (decision 3)', () => {
  it('settles once, however often the same answer comes (X12)', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    desk.smev.queue.push(desk.smev.queue[0] ?? Buffer.from(''))
    reply(0, orderNumber, 5) // and a contradicting one after it
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(desk.smev.acknowledged).toHaveLength(3)
  })

  it('is settled and acknowledged by the next worker when one died after storing the bytes', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    await recordAnswer(
      answer(desk.smev.sent[0]?.messageId ?? '', 'Create', [
        { orderNumber, elkOrderNumber: '2165858799', status: 0, message: 'OK' },
      ]),
    )
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({ elkOrderNumber: '2165858799' })
    expect(desk.smev.acknowledged).toHaveLength(1)
    await pollAnswers(desk.smev.gateway)
    expect(desk.smev.acknowledged).toHaveLength(1)
  })

  it('keeps and alarms an answer to nothing of ours, and does not take it out of the queue', async () => {
    desk.smev.queue.push(
      answer('00000000-0000-11f1-8000-000000000000', 'Create', [
        { orderNumber: 'x', status: 0, message: 'OK' },
      ]),
    )
    await pollAnswers(desk.smev.gateway)
    expect(desk.smev.acknowledged).toEqual([])
    const alarms = await asWorker((tx) =>
      tx.alarm.count({ where: { kind: 'answer.unknown', subject: '00000000-0000-11f1-8000-000000000000' } }),
    )
    expect(alarms).toBe(1)
  })

  it('accepts an order whose number of ЕПГУ is larger than any, without the number', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    const order = { orderNumber, elkOrderNumber: '9999999999999999999', status: 0, message: 'OK' }
    desk.smev.queue.push(answer(desk.smev.sent[0]?.messageId ?? '', 'Create', [order]))
    await pollAnswers(desk.smev.gateway)
    const shown = await card(id)
    expect(shown).toMatchObject({ elkOrderNumber: null, steps: [{ delivery: { view: 'accepted' } }] })
    const subject = shown.steps[0]?.deliveryId ?? ''
    expect(await asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.number', subject } }))).toBe(1)
  })

  it('one answer that cannot be settled stops no other, is told once and tried again', async () => {
    const [bad, good] = [await register(), await register()]
    await deliver(desk.smev.gateway)
    const at = (number: string) => desk.smev.sent.findIndex(({ bytes }) => String(bytes).includes(number))
    const client = owner()
    await client.$executeRawUnsafe(
      `ALTER TABLE deliveries ADD CONSTRAINT broken CHECK (application_id <> '${bad.id}' OR state <> 'ACCEPTED')`,
    )
    try {
      reply(at(bad.orderNumber), bad.orderNumber)
      desk.smev.queue.push(desk.smev.queue[0] ?? Buffer.from('')) // СМЭВ brings again what was not acknowledged
      await pollAnswers(desk.smev.gateway)
      reply(at(good.orderNumber), good.orderNumber)
      await pollAnswers(desk.smev.gateway)
      expect(views(await card(good.id))).toEqual([[1, 'accepted']])
      expect(await asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.failed' } }))).toBe(1)
    } finally {
      await client.$executeRaw`ALTER TABLE deliveries DROP CONSTRAINT broken`
      await client.$disconnect()
    }
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(bad.id))).toEqual([[1, 'accepted']])
  })

  it('keeps what cannot be read', async () => {
    const raw = Buffer.from(`<html>${crypto.randomUUID()}</html>`)
    desk.smev.queue.push(raw)
    await pollAnswers(desk.smev.gateway)
    const kept = await asWorker((tx) => tx.envelope.findMany({ where: { body: new Uint8Array(raw) } }))
    expect(kept).toHaveLength(1)
    const where = { kind: 'answer.unreadable', details: { startsWith: `envelope ${kept[0]?.id}: ` } }
    expect(await asWorker((tx) => tx.alarm.count({ where }))).toBe(1)
  })
})

describe('an outage', () => {
  const poll = async (fault: { verdict: 'retry' | 'ask'; fault: string; raw: Buffer }) => {
    const counts = () => asWorker(async (tx) => [await tx.alarm.count(), await tx.envelope.count()] as const)
    const before = await counts()
    const receive = async () => ({ kind: 'fault' as const, text: '', ...fault })
    for (let polls = 0; polls < 5; polls++) await pollAnswers({ ...desk.smev.gateway, receive })
    const after = await counts()
    return { alarms: after[0] - before[0], envelopes: after[1] - before[1] }
  }

  it('is told once, and its pages and faults are not kept', async () => {
    const page = { verdict: 'retry', fault: 'HttpStatus', raw: Buffer.from('<html>502</html>') } as const
    expect(await poll(page)).toEqual({ alarms: 1, envelopes: 0 })
    const soap = { verdict: 'ask', fault: 'RequestIsNotFound', raw: Buffer.from('<fault/>') } as const
    expect(await poll(soap)).toEqual({ alarms: 1, envelopes: 0 })
  })

  it('keeps an unreadable answer, however often it comes, once', async () => {
    const raw = Buffer.from(`<half ${crypto.randomUUID()}`)
    expect(await poll({ verdict: 'ask', fault: 'TooLarge', raw })).toEqual({ alarms: 1, envelopes: 1 })
  })
})

describe('an answer to an id that was refused before', () => {
  const refuseFirst = async () => {
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(desk.smev.gateway)
  }

  it('accepts the change that waits to go under a new id', async () => {
    const { id, orderNumber } = await register()
    await refuseFirst()
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({
      elkOrderNumber: '2165858735',
      steps: [{ delivery: { view: 'accepted' } }],
    })
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(1)
  })

  it('accepts the change that went under a new id, and the answer to that one changes nothing', async () => {
    const { id, orderNumber } = await register()
    await refuseFirst()
    await passDelays()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    reply(1, orderNumber, 34)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('does not settle a later change of the application', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    await change(id, 36)
    await refuseFirst()
    await passDelays()
    await deliver(desk.smev.gateway)
    reply(2, orderNumber, 0, 'Update')
    await pollAnswers(desk.smev.gateway)
    await change(id, 7)
    await deliver(desk.smev.gateway)
    reply(1, orderNumber, 0, 'Update')
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))[0]).toEqual([3, 'sent'])
  })

  it('tells of a refusal, which the change hears again under its new id', async () => {
    const { id, orderNumber } = await register()
    await refuseFirst()
    reply(0, orderNumber, 5)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'queued']])
    const subject = desk.smev.sent[0]?.messageId ?? ''
    expect(await asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.late', subject } }))).toBe(1)
  })
})

describe('batches', () => {
  it('carry one change an application, and settle order by order', async () => {
    const all = [await register(), await register(), await register()]
    await change(all[0]?.id ?? '', 7)
    await deliver(desk.smev.gateway, 10)
    expect(desk.smev.sent).toHaveLength(1)
    const orders = all.map(({ orderNumber }, place) => ({
      orderNumber,
      elkOrderNumber: place === 1 ? '0' : String(2165858800 + place),
      status: place === 1 ? 13 : 0,
      message: 'x',
    }))
    desk.smev.queue.push(answer(desk.smev.sent[0]?.messageId ?? '', 'Create', orders))
    await pollAnswers(desk.smev.gateway)
    const shown = await Promise.all(all.map(({ id }) => card(id)))
    expect(shown.map((one) => one.steps.at(-1)?.delivery.view)).toEqual(['accepted', 'refused', 'accepted'])
    expect(shown[0]?.steps[0]?.delivery.view).toBe('queued')
    await deliver(desk.smev.gateway, 10)
    expect(String(desk.smev.sent[1]?.bytes)).toContain('UpdateOrdersRequest')
  })

  it('fails a bad order alone: its companions go', async () => {
    const [good, bad] = [await register(), await register()]
    const client = owner()
    await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER deliveries_guard`
    await client.$executeRaw`UPDATE deliveries SET facts = jsonb_set(facts, '{environment}', '"EPGU"') WHERE application_id = ${bad.id}::uuid`
    await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER deliveries_guard`
    await client.$disconnect()
    const picky = {
      ...desk.smev.gateway,
      prepare: (request: Parameters<typeof desk.smev.gateway.prepare>[0]) =>
        request.orders.some((order) => 'orderNumber' in order && order.orderNumber === bad.orderNumber)
          ? { ok: false as const, errors: ['bad'] }
          : desk.smev.gateway.prepare(request),
    }
    const told = async () => {
      const where = { kind: 'delivery.failed', subject: 'OwnCheck', resolvedAt: null }
      return (await asWorker((tx) => tx.alarm.findFirst({ where })))?.times ?? 0
    }
    const before = await told()
    await deliver(picky, 10)
    expect(views(await card(good.id))).toEqual([[1, 'sent']])
    expect((await card(bad.id)).steps[0]?.delivery).toMatchObject({
      view: 'technical',
      fault: 'OwnCheck: bad',
    })
    expect(await told()).toBe(before + 1)
  })

  it.each(['by a fault', 'by an answer'])(
    'refused %s are parted until only the bad one fails',
    async (how) => {
      const [good, bad] = [await register(), await register()]
      const strict = {
        ...desk.smev.gateway,
        send: async (bytes: Buffer, messageId: string) => {
          const taken = await desk.smev.gateway.send(bytes, messageId)
          if (!String(bytes).includes(bad.orderNumber)) return taken
          if (how === 'by a fault') return { verdict: 'fix' as const, fault: 'InvalidContent', text: '' }
          desk.smev.queue.push(rejection(messageId))
          return taken
        },
      }
      for (let round = 0; round < 2; round++) {
        await deliver(strict, 10)
        await pollAnswers(strict)
      }
      expect(desk.smev.sent).toHaveLength(2)
      expect(views(await card(good.id))).toEqual([[1, 'sent']])
      reply(1, good.orderNumber)
      await pollAnswers(strict)
      expect(views(await card(good.id))).toEqual([[1, 'accepted']])
      expect(views(await card(bad.id))).toEqual([[1, 'technical']])
    },
  )

  it('facts that cannot be read fail alone where they wait; those on their way leave with their bytes', async () => {
    const [waiting, under, good] = [await register(), await register(), await register()]
    const client = owner()
    const spoil = async (id: string) => {
      await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER deliveries_guard`
      await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${id}::uuid`
      await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER deliveries_guard`
    }
    await spoil(waiting.id)
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway, 10)
    await spoil(under.id)
    await client.$disconnect()
    await passDelays()
    await deliver(desk.smev.gateway, 10)
    expect(views(await card(waiting.id))).toEqual([[1, 'technical']])
    expect(views(await card(under.id))).toEqual([[1, 'sent']])
    expect(views(await card(good.id))).toEqual([[1, 'sent']])
  })
})

it('a worker that is told to stop finishes the answer that it has taken, and takes no other', async () => {
  const all = [await register(), await register(), await register()]
  await deliver(desk.smev.gateway, 1)
  const placeOf = (number: string) => desk.smev.sent.findIndex(({ bytes }) => bytes.includes(number))
  for (const { orderNumber } of all) reply(placeOf(orderNumber), orderNumber)
  let isStopping = false
  const settled = await pollAnswers(desk.smev.gateway, 'DIRECT', {
    onSettled: () => (isStopping = true),
    goesOn: () => !isStopping,
  })
  expect(settled).toBe(1)
  expect(desk.smev.queue).toHaveLength(2)
  expect(await pollAnswers(desk.smev.gateway)).toBe(2)
})

import { describe, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { freezeClock } from '@/lib/core/clock'
import { madeAt } from '@/lib/core/uuid7'
import { openQueue } from '@/lib/delivery/take-ready'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { answer, rejection } from './scripted-gateway.kit'
import { deliver, openSenders } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const PER_MESSAGE = 500
const many = async (count: number) => {
  const made = []
  for (let n = 0; n < count; n++) made.push(await register())
  return made
}
const settled = async (ids: string[]) => {
  const client = owner()
  const rows = await client.delivery.groupBy({
    by: ['state'],
    where: { applicationId: { in: ids } },
    _count: true,
  })
  await client.$disconnect()
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]))
}

/** СМЭВ that refuses a message as a whole while a bad order is in it, at once or by an answer, and answers the others. */
function refusing(bad: string[], how: 'by a fault' | 'by an answer' | 'by three copies of an answer') {
  const send = async (bytes: Buffer, messageId: string) => {
    const taken = await desk.smev.gateway.send(bytes, messageId)
    const text = String(bytes)
    const refused = bad.some((orderNumber) => text.includes(`>${orderNumber}<`))
    if (refused && how === 'by a fault') return { verdict: 'fix' as const, fault: 'InvalidContent', text: '' }
    const orders = [...text.matchAll(/orderNumber>([^<]+)</g)].map(([, orderNumber = '']) => ({
      orderNumber,
      elkOrderNumber: '2165858735',
      status: 0,
      message: 'OK',
    }))
    const copies = how === 'by three copies of an answer' ? 3 : 1
    const reply = refused ? rejection(messageId) : answer(messageId, 'Create', orders)
    for (let copy = 0; copy < copies; copy++) desk.smev.queue.push(reply)
    return taken
  }
  return { ...desk.smev.gateway, send }
}

async function run(smev: ReturnType<typeof refusing>): Promise<number> {
  for (let moved = 1; moved > 0;) moved = (await deliver(smev, PER_MESSAGE)) + (await pollAnswers(smev))
  return desk.smev.sent.length
}

describe('a message refused as a whole because of one order (F14, R5)', () => {
  it.each([
    ['by a fault', 0],
    ['by a fault', 63],
    ['by an answer', 21],
    ['by an answer', 42],
    ['by three copies of an answer', 42],
  ] as const)('%s: the bad one, number %i of 64, stands alone within 8 messages', async (how, at) => {
    const all = await many(64)
    const bad = all[at]
    expect(await run(refusing([bad?.orderNumber ?? ''], how))).toBeLessThanOrEqual(Math.log2(64) + 2)
    expect(views(await card(bad?.id ?? ''))).toEqual([[1, 'technical']])
    expect(await settled(all.map(({ id }) => id))).toEqual({ ACCEPTED: 63, FAILED: 1 })
  })

  it('finds several bad ones, and nobody else fails', async () => {
    const all = await many(20)
    const bad = [3, 4, 17].map((at) => all[at]?.orderNumber ?? '')
    await run(refusing(bad, 'by an answer'))
    expect(await settled(all.map(({ id }) => id))).toEqual({ ACCEPTED: 17, FAILED: 3 })
  })

  it('what comes after a held change waits with it, and goes after it', async () => {
    const all = await many(4)
    for (const { id } of all) await change(id, 7)
    const smev = refusing([all[0]?.orderNumber ?? ''], 'by a fault')
    await deliver(smev, PER_MESSAGE)
    expect(desk.smev.sent.every(({ bytes }) => String(bytes).includes('CreateOrdersRequest'))).toBe(true)
    await run(smev)
    expect(views(await card(all[0]?.id ?? ''))).toEqual([
      [2, 'held'],
      [1, 'technical'],
    ])
    expect(views(await card(all[3]?.id ?? ''))).toEqual([
      [2, 'accepted'],
      [1, 'accepted'],
    ])
  })
})

it('what our own check has put aside stays out of its message when a worker ends before that has bytes', async () => {
  const [good, bad] = await many(2)
  const picky = {
    ...desk.smev.gateway,
    prepare: (request: Parameters<typeof desk.smev.gateway.prepare>[0]) =>
      request.orders.some((order) => order.orderNumber === bad?.orderNumber)
        ? { ok: false as const, errors: ['bad'] }
        : desk.smev.gateway.prepare(request),
    seal: () => Promise.reject(new Error('killed')),
  }
  await expect(deliver(picky, PER_MESSAGE)).rejects.toThrow('killed')
  const client = owner()
  await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second', next_attempt_at = app_now() WHERE state = 'PREPARED'`
  await client.$disconnect()
  await deliver(desk.smev.gateway, PER_MESSAGE)
  expect(desk.smev.sent).toHaveLength(1)
  expect(String(desk.smev.sent[0]?.bytes)).toContain(`>${good?.orderNumber}<`)
  expect(String(desk.smev.sent[0]?.bytes)).not.toContain(`>${bad?.orderNumber}<`)
  expect(views(await card(good?.id ?? ''))).toEqual([[1, 'sent']])
  expect(views(await card(bad?.id ?? ''))).toEqual([[1, 'technical']])
})

it('an organisation with much to send keeps none waiting', async () => {
  const other: Planted = await plantTestOrganisation()
  const all = await many(60)
  const lone = await registerApplication(other.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(other),
  })
  await deliver(desk.smev.gateway, 5)
  // As they were made; of those that are under way at once any may overtake another.
  const client = owner()
  const made = await client.$queryRaw<{ of: string; at: Date }[]>`
    SELECT DISTINCT m.id, m.organisation_id AS of, m.created_at AS at FROM messages m JOIN deliveries d ON d.message_id = m.id
    WHERE d.application_id = ANY (${[...all, lone].map(({ id }) => id)}::uuid[])`
  await client.$disconnect()
  const lones = made.find((message) => message.of === other.organisationId)
  expect(made).toHaveLength(13)
  expect(made.filter(({ at }) => at < (lones?.at ?? at)).length).toBeLessThan(2)
})

it('what is saved while a message is under way leaves together after it, or after a while however long it hangs', async () => {
  const [first, lone, ...others] = await many(5)
  if (!first || !lone) throw new Error('none')
  await deliver(desk.smev.gateway, PER_MESSAGE)
  const orders = [first, lone, ...others].map(({ orderNumber }, at) => ({
    orderNumber,
    elkOrderNumber: String(2_165_858_700 + at),
    status: 0,
    message: 'OK',
  }))
  desk.smev.queue.push(answer(desk.smev.sent.at(-1)?.messageId ?? '', 'Create', orders))
  await pollAnswers(desk.smev.gateway)
  const before = desk.smev.sent.length
  let goOn = () => {}
  let sends = 0
  const smev = {
    ...desk.smev.gateway,
    send: async (bytes: Buffer, messageId: string) => {
      if (++sends === 1) await new Promise<void>((done) => (goOn = done))
      return desk.smev.gateway.send(bytes, messageId)
    },
  }
  const begin = async (paceMs: number) => {
    const senders = openSenders(smev, { perMessage: PER_MESSAGE, paceMs })
    sends = 0
    senders.wake()
    await expect.poll(() => sends).toBe(1)
    return senders
  }

  await change(first.id, 7)
  const patient = await begin(600_000)
  for (const { id } of others) {
    await change(id, 7)
    patient.hear()
  }
  goOn()
  await patient.idle()
  await patient.stop()
  expect(desk.smev.sent.length).toBe(before + 2)
  const together = String(desk.smev.sent.at(-1)?.bytes)
  for (const { orderNumber } of others) expect(together).toContain(`>${orderNumber}<`)

  await change(lone.id, 7)
  const quick = await begin(1000)
  await change(first.id, 36)
  reply(before, first.orderNumber, 0, 'Update') // its turn comes
  await pollAnswers(desk.smev.gateway)
  quick.hear() // the last word: what waits is come back to
  await expect
    .poll(() => String(desk.smev.sent.at(-1)?.bytes), { timeout: 10_000 })
    .toContain(`>${first.orderNumber}<`)
  goOn()
  await quick.idle()
  await quick.stop()
})

it.each([
  ['what was saved just now', 100, 1],
  ['a backlog', 60_000, 3],
  ['what another clock says is to come', -60_000, 3],
])('behind a full message of %s others leave as they fill, or at once', async (_, later, messages) => {
  const all = await many(5)
  const client = owner()
  const second = await client.delivery.findFirstOrThrow({ where: { applicationId: all[1]?.id } })
  await client.$disconnect()
  freezeClock(new Date(madeAt(second.id) + later)) // the worker looks so long after the newest of the first message was saved
  try {
    const senders = openSenders(desk.smev.gateway, { perMessage: 2, paceMs: 600_000 })
    senders.wake()
    await senders.idle()
    await senders.stop()
  } finally {
    freezeClock(null)
  }
  expect(desk.smev.sent).toHaveLength(messages)
})

it('while СМЭВ is silent one message a second tries it, the others wait untouched, and all go once it answers (F8)', async () => {
  const all = await many(12)
  let silent = true
  let tries = 0
  const smev = {
    ...desk.smev.gateway,
    send: (bytes: Buffer, messageId: string) => {
      tries++
      return silent
        ? Promise.resolve({ verdict: 'retry' as const, fault: 'Timeout', text: '' })
        : desk.smev.gateway.send(bytes, messageId)
    },
  }
  const client = owner()
  const alarms = () => client.alarm.count({ where: { kind: 'send.down', resolvedAt: null } })
  const senders = openSenders(smev, { perMessage: 1 })
  senders.wake()
  await senders.idle()
  const before = tries
  expect(before).toBeLessThan(12) // eight were under way when the third of them fell silent
  expect(await alarms()).toBe(1)
  senders.wake()
  await senders.idle()
  expect(tries).toBe(before)
  silent = false
  const ids = all.map(({ id }) => id)
  const left = () =>
    client.delivery.count({ where: { applicationId: { in: ids }, message: { state: 'SENT' } } })
  await expect.poll(left, { timeout: 10_000 }).toBe(12)
  expect(await alarms()).toBe(0)
  await senders.stop()
  await client.$disconnect()
})

it('makes messages of more organisations than it makes at once, and begins the next time with those left out', async () => {
  const others: Planted[] = []
  for (let n = 0; n < 26; n++) others.push(await plantTestOrganisation())
  const registerAt = (all: Planted[]) =>
    Promise.all(
      all.map((other) => {
        const form = filledForm(other)
        return registerApplication(other.clerk, { idempotencyKey: crypto.randomUUID(), form })
      }),
    )
  await registerAt(others)
  const take = openQueue({ perMessage: 100, newMessageId: mintMessageId, refuses: () => undefined })
  const taken = async () => (await take(['DIRECT'])).map(({ organisationId }) => organisationId)
  const first = await taken()
  expect(new Set(first).size).toBe(24)
  const left = others.map(({ organisationId }) => organisationId).filter((id) => !first.includes(id))
  await registerAt(others.filter(({ organisationId }) => first.includes(organisationId))) // they never rest
  expect(await taken()).toEqual(expect.arrayContaining(left))
})

import { describe, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { mintMessageId, mintTestId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { answer } from './scripted-gateway.kit'
import { order, ordersOf, settle } from './settle.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const idOf = (place: number) => desk.smev.sent[place]?.messageId ?? ''
const alarms = (kind: string, subject: string) =>
  asWorker((tx) => tx.alarm.count({ where: { kind, subject } }))
/** Whether somebody waits for a lock. */
async function blocked(): Promise<boolean> {
  const rows = await asWorker(
    (tx) => tx.$queryRaw<unknown[]>`SELECT FROM pg_locks WHERE NOT granted
      AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
  )
  return rows.length > 0
}
const refuseFirst = async () => {
  desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
  await deliver(desk.smev.gateway)
}

describe('what settles nothing', () => {
  it('is a notice of progress, an answer to a test and one that cannot be read', async () => {
    const { id } = await register()
    await deliver(desk.smev.gateway)
    const test = mintTestId()
    expect(await settle(idOf(0), { kind: 'progress' })).toMatchObject({ known: true })
    expect(await settle(test, { kind: 'test' })).toMatchObject({ known: true })
    expect(await settle(idOf(0), { kind: 'unreadable', reason: 'half' })).toMatchObject({ known: false })
    expect(await alarms('answer.unknown', test)).toBe(0)
    expect(await alarms('answer.unreadable', idOf(0))).toBe(1)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('is an answer to no id at all, which is kept under what it says', async () => {
    const says = `nobody-${crypto.randomUUID()}`
    const { id, known } = await settle(says, ordersOf(order('x')))
    expect(known).toBe(false)
    expect(await alarms('answer.unknown', says)).toBe(1)
    const kept = await asWorker((tx) => tx.envelope.findUniqueOrThrow({ where: { id } }))
    expect(kept.originalMessageId).toBe(says)
  })

  it('is an answer that came by another driver than its message went', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    expect(await settle(idOf(0), ordersOf(order(orderNumber)), 'ADAPTER')).toMatchObject({ known: false })
    expect(await asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id: idOf(0) } }))).toMatchObject({
      state: 'SENT',
    })
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('is a rejection of an id that was refused already: its changes go under another', async () => {
    const { id } = await register()
    await refuseFirst()
    expect(await settle(idOf(0), { kind: 'rejected', fault: 'StaleMessageId' })).toMatchObject({
      known: true,
    })
    expect(views(await card(id))).toEqual([[1, 'queued']])
    const [{ deliveryId } = { deliveryId: '' }] = (await card(id)).steps
    const client = owner()
    const where = { action: 'delivery.refusedId', subjectType: 'delivery', subjectId: deliveryId }
    expect(await client.auditEvent.count({ where })).toBe(1)
    await client.$disconnect()
  })
})

it('a rejection fails its lone change, and is shown to 2000 signs of it', async () => {
  const { id } = await register()
  await deliver(desk.smev.gateway)
  await settle(idOf(0), { kind: 'rejected', fault: 'x'.repeat(3000) })
  expect((await card(id)).steps[0]?.delivery).toMatchObject({ view: 'technical', fault: 'x'.repeat(2000) })
})

describe('a technical fault is told to the administrator, once for all that it is', () => {
  const failed = (subject: string) =>
    asWorker((tx) =>
      tx.alarm.findMany({ where: { kind: 'delivery.failed', subject }, select: { times: true } }),
    )

  it('by the name that СМЭВ gives, never by its words', async () => {
    const name = `SMEV-${crypto.randomUUID()}`
    for (const place of [0, 1]) {
      await register()
      await deliver(desk.smev.gateway)
      await settle(idOf(place), { kind: 'rejected', fault: `${name}: no file of Иванов` })
    }
    expect(await failed(name)).toEqual([{ times: 2 }])
    await register()
    await deliver(desk.smev.gateway)
    await settle(idOf(2), { kind: 'rejected', fault: `Иванов ${name}` })
    expect(await asWorker((tx) => tx.alarm.count({ where: { subject: { contains: 'Иванов' } } }))).toBe(0)
    expect(await failed('unknown')).not.toEqual([])
  })

  it('when ЕПГУ answers without naming the order', async () => {
    const [good, bad] = [await register(), await register()]
    await deliver(desk.smev.gateway, 10)
    expect(await failed('AnswerWithoutOrder')).toEqual([])
    await settle(idOf(0), ordersOf(order(good.orderNumber)))
    expect(views(await card(good.id))).toEqual([[1, 'accepted']])
    expect(views(await card(bad.id))).toEqual([[1, 'technical']])
    expect(await failed('AnswerWithoutOrder')).toEqual([{ times: 1 }])
  })
})

it('an order without a number that can be kept is told of, and its companions have theirs', async () => {
  const [good, bad] = [await register(), await register()]
  await deliver(desk.smev.gateway, 10)
  expect(desk.smev.sent).toHaveLength(1)
  await settle(idOf(0), ordersOf(order(good.orderNumber), order(bad.orderNumber, { elkOrderNumber: 'none' })))
  expect(await card(good.id)).toMatchObject({ elkOrderNumber: '2165858735' })
  const shown = await card(bad.id)
  expect(views(shown)).toEqual([[1, 'accepted']])
  expect(await alarms('answer.number', shown.steps[0]?.deliveryId ?? '')).toBe(1)
})

it('an answer settles nothing that went into another message while it was judged', async () => {
  const { id, orderNumber } = await register()
  await deliver(desk.smev.gateway)
  const client = owner()
  const other = mintMessageId()
  let settled: Promise<unknown> | undefined
  await client.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM applications WHERE id = ${id}::uuid FOR UPDATE`
    settled = settle(idOf(0), ordersOf(order(orderNumber, { status: 5 })))
    await expect.poll(blocked, { timeout: 5000 }).toBe(true)
    await tx.$executeRaw`INSERT INTO messages (id, organisation_id, kind, driver, next_attempt_at, created_at)
      SELECT ${other}::uuid, organisation_id, kind, driver, app_now(), app_now() FROM messages WHERE id = ${idOf(0)}::uuid`
    await tx.$executeRaw`UPDATE deliveries SET message_id = ${other}::uuid WHERE message_id = ${idOf(0)}::uuid`
  })
  await client.$disconnect()
  expect(await settled).toMatchObject({ known: true })
  expect((await card(id)).steps[0]?.delivery).toMatchObject({ state: 'SENDING', messageId: other })
})

describe('an answer to an id that is refused', () => {
  it('at that very moment is not lost', async () => {
    const { id, orderNumber } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    const client = owner()
    let polled: Promise<unknown> | undefined
    await client.$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE messages SET state = 'REFUSED', lease_token = NULL, lease_until = NULL WHERE id = ${idOf(0)}::uuid`
      polled = pollAnswers(desk.smev.gateway)
      await expect.poll(blocked, { timeout: 5000 }).toBe(true)
    })
    await polled
    await client.$disconnect()
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(desk.smev.acknowledged).toHaveLength(1)
  })

  it('takes back what waits to be tried under the new one', async () => {
    const { id, orderNumber } = await register()
    await refuseFirst()
    await passDelays()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(2)
  })

  it('is acknowledged, and told of when it names what was not in the message', async () => {
    const { id } = await register()
    await refuseFirst()
    desk.smev.queue.push(answer(idOf(0), 'Create', [{ orderNumber: 'x', status: 0, message: 'OK' }]))
    await pollAnswers(desk.smev.gateway)
    expect(desk.smev.acknowledged).toHaveLength(1)
    const where = { kind: 'answer.late', subject: idOf(0) }
    const [alarm] = await asWorker((tx) => tx.alarm.findMany({ where }))
    expect(alarm?.details).toContain('order x, status 0')
    expect(views(await card(id))).toEqual([[1, 'queued']])
  })

  it('says nothing new about what it has accepted', async () => {
    const { id, orderNumber } = await register()
    await refuseFirst()
    reply(0, orderNumber)
    reply(0, orderNumber, 5)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(await alarms('answer.late', idOf(0))).toBe(0)
  })
})

it.each([
  ['a SOAP fault is kept', 'SMEVFailure', '<fault/>', 1],
  ['a page of a proxy is not', 'HttpStatus', '<html/>', 0],
  ['nothing is not', 'SMEVFailure', '', 0],
])('%s in the log of what came back from a send', async (_, fault, raw, kept) => {
  await register()
  desk.smev.outcomes.push({ verdict: 'retry', fault, text: '', raw: Buffer.from(raw) })
  await deliver(desk.smev.gateway)
  const where = { originalMessageId: idOf(0), direction: 'IN', operation: 'SendRequest' } as const
  const found = await asWorker((tx) => tx.envelope.findMany({ where, select: { body: true } }))
  expect(found.map(({ body }) => String(Buffer.from(body ?? '')))).toEqual(kept ? [raw] : [])
})

it.each(['stop', 'ask'] as const)(
  'what only an administrator can mend («%s») is told of and tried again after ten minutes, under the same id',
  async (verdict) => {
    const { id } = await register()
    const fault = `Fault-${crypto.randomUUID()}`
    desk.smev.outcomes.push({ verdict, fault, text: 'why' })
    await deliver(desk.smev.gateway)
    const told = await asWorker((tx) =>
      tx.alarm.findFirst({ where: { kind: `send.${verdict}`, subject: fault }, select: { details: true } }),
    )
    expect(told?.details).toBe('why')
    const row = await asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id: idOf(0) } }))
    expect((row.nextAttemptAt.getTime() - now().getTime()) / 1000).toBeCloseTo(600, -2)
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(idOf(1)).toBe(idOf(0))
    expect(views(await card(id))).toEqual([[1, 'sent']])
  },
)

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { getApplication, type Card } from '@/lib/applications/get-application'
import { registerApplication } from '@/lib/applications/register-application'
import { asWorker, disconnect } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { claimMessages, settleSend } from '@/lib/delivery/send-messages'
import { recordAnswer } from '@/lib/delivery/settle-answer'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { answer, rejection, scriptedGateway } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

let planted: Planted
let smev: ReturnType<typeof scriptedGateway>
beforeAll(async () => void (planted = await plantTestOrganisation()))
beforeEach(async () => {
  smev = scriptedGateway()
  const client = owner()
  await client.$executeRaw`UPDATE deliveries SET state = 'SKIPPED' WHERE state NOT IN ('ACCEPTED', 'SUPERSEDED')` // leave nothing of the test before
  await client.$executeRaw`UPDATE messages SET state = 'ANSWERED' WHERE state IN ('PREPARED', 'SENT')`
  await client.$disconnect()
})
afterAll(disconnect)

const register = async () =>
  registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form: filledForm(planted) })
const card = (id: string) => getApplication(planted.clerk, { id })
const views = (shown: Card) => shown.steps.map((step) => [step.seq, step.delivery.view])
const change = async (id: string, status: number, extra: object = {}) => {
  const { version } = await card(id)
  return changeStatus(planted.clerk, {
    applicationId: id,
    version,
    idempotencyKey: crypto.randomUUID(),
    status,
    statusDate: formatDateTime(new Date(), planted.clerk.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds: [],
    ...extra,
  })
}
const reply = (place: number, orderNumber: string, status = 0, kind: 'Create' | 'Update' = 'Create') =>
  smev.queue.push(
    answer(smev.sent[place]?.messageId ?? '', kind, [
      {
        orderNumber,
        elkOrderNumber: status ? '0' : '2165858735',
        status,
        message: status ? 'refused' : 'OK',
      },
    ]),
  )

describe('one change to the answer', () => {
  it('says «отправлено» after СМЭВ took it and «принято» only after ЕПГУ said 0 (X02, decision 2)', async () => {
    const { id, orderNumber } = await register()
    await deliver(smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    expect((await card(id)).elkOrderNumber).toBeNull()
    reply(0, orderNumber)
    await pollAnswers(smev.gateway)
    expect(await card(id)).toMatchObject({
      elkOrderNumber: '2165858735',
      steps: [{ delivery: { view: 'accepted' } }],
    })
    expect(smev.acknowledged).toHaveLength(1)
  })

  it('never takes 0 for a number of ЕПГУ', async () => {
    const { id, orderNumber } = await register()
    await deliver(smev.gateway)
    reply(0, orderNumber, 13)
    await pollAnswers(smev.gateway)
    expect(await card(id)).toMatchObject({
      elkOrderNumber: null,
      steps: [{ delivery: { view: 'refused', code: 13 } }],
    })
  })

  it('shows a refusal of СМЭВ as a technical one', async () => {
    const { id } = await register()
    await deliver(smev.gateway)
    smev.queue.push(rejection(smev.sent[0]?.messageId ?? ''))
    await pollAnswers(smev.gateway)
    expect((await card(id)).steps[0]?.delivery).toMatchObject({
      view: 'technical',
      fault: expect.stringContaining('SMEV-403'),
    })
  })
})

describe('order (promise 2)', () => {
  it('lets the next change go only after the answer to the one before', async () => {
    const { id, orderNumber } = await register()
    await change(id, 36)
    await change(id, 7)
    await deliver(smev.gateway)
    await deliver(smev.gateway)
    expect(smev.sent).toHaveLength(1)
    for (const [place, kind] of [
      [0, 'Create'],
      [1, 'Update'],
      [2, 'Update'],
    ] as const) {
      reply(place, orderNumber, 0, kind)
      await pollAnswers(smev.gateway)
      await deliver(smev.gateway)
    }
    expect(views(await card(id))).toEqual([
      [3, 'accepted'],
      [2, 'accepted'],
      [1, 'accepted'],
    ])
    expect(smev.sent.map(({ bytes }) => /status>(\d+)</.exec(String(bytes))?.[1])).toEqual(['6', '36', '7'])
  })

  it('stops only its own application at a refusal, until a person decides', async () => {
    const first = await register()
    const second = await register()
    await change(first.id, 7)
    await change(second.id, 7)
    await deliver(smev.gateway)
    const numbers = smev.sent.map(({ bytes }) =>
      String(bytes).includes(first.orderNumber) ? first.orderNumber : second.orderNumber,
    )
    numbers.forEach((number, place) => reply(place, number, number === first.orderNumber ? 5 : 0))
    await pollAnswers(smev.gateway)
    await deliver(smev.gateway)
    expect(views(await card(first.id))).toEqual([
      [2, 'held'],
      [1, 'refused'],
    ])
    expect(views(await card(second.id))).toEqual([
      [2, 'sent'],
      [1, 'accepted'],
    ])
    const refused = (await card(first.id)).steps.find((step) => step.seq === 1)
    await resendDelivery(planted.clerk, { deliveryId: refused?.deliveryId ?? '' })
    await deliver(smev.gateway)
    expect(views(await card(first.id)).slice(0, 2)).toEqual([
      [2, 'held'],
      [1, 'sent'],
    ])
  })

  it('goes on under a taken number when the clerk says it is the same application (34, X06a)', async () => {
    const { id, orderNumber } = await register()
    await change(id, 7)
    await deliver(smev.gateway)
    reply(0, orderNumber, 34)
    await pollAnswers(smev.gateway)
    const refused = (await card(id)).steps.find((step) => step.seq === 1)
    expect(refused?.delivery.remedies).toEqual(['continue', 'changeNumber'])
    await skipDelivery(planted.clerk, { deliveryId: refused?.deliveryId ?? '', reason: 'это оно' })
    await deliver(smev.gateway)
    reply(1, orderNumber, 0, 'Update')
    await pollAnswers(smev.gateway)
    expect(await card(id)).toMatchObject({ elkOrderNumber: '2165858735' })
    expect(views(await card(id))).toEqual([
      [2, 'accepted'],
      [1, 'skipped'],
    ])
  })

  it('does not let a Create be skipped for any other reason', async () => {
    const { id, orderNumber } = await register()
    await deliver(smev.gateway)
    reply(0, orderNumber, 5)
    await pollAnswers(smev.gateway)
    const [refused] = (await card(id)).steps
    await expect(
      skipDelivery(planted.clerk, { deliveryId: refused?.deliveryId ?? '', reason: 'не нужно' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('sending twice is harmless (promise 3)', () => {
  it('tries again with the same id and the same bytes after a fault of the line', async () => {
    const { id } = await register()
    smev.outcomes.push({ verdict: 'retry', fault: 'ConnectionReset', text: '' })
    await deliver(smev.gateway)
    expect((await card(id)).steps[0]?.delivery).toMatchObject({ view: 'retry', attempts: 1 })
    await resendDelivery(planted.clerk, { deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' })
    await deliver(smev.gateway)
    expect(smev.sent[1]).toEqual(smev.sent[0])
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('goes under a new id only after a fault that proves the old one was refused, and keeps the old bytes', async () => {
    const { id } = await register()
    smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(smev.gateway)
    expect(smev.sent).toHaveLength(2)
    expect(smev.sent[1]?.messageId).not.toBe(smev.sent[0]?.messageId)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    const kept = await asWorker((tx) =>
      tx.envelope.count({ where: { messageId: { in: smev.sent.map((one) => one.messageId) } } }),
    )
    expect(kept).toBe(2)
  })

  it('lets a worker that woke up late change nothing: its lease is gone (fault F25)', async () => {
    const { id } = await register()
    smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`
    const [late] = await claimMessages(5)
    await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second' WHERE state = 'PREPARED'`
    await client.$disconnect()
    await deliver(smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    if (!late) throw new Error('the message was not claimed')
    await settleSend(late, { verdict: 'fix', fault: 'InvalidContent' })
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('takes up what a dead worker left when its lease has ended (fault F1)', async () => {
    const { id } = await register()
    smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`
    expect(await claimMessages(5)).toHaveLength(1) // and the worker dies
    await deliver(smev.gateway)
    expect(smev.sent).toHaveLength(1)
    await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second' WHERE state = 'PREPARED'`
    await client.$disconnect()
    await deliver(smev.gateway)
    expect(smev.sent).toHaveLength(2)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })
})

describe('answers (decision 3)', () => {
  it('settles once, however often the same answer comes (X12)', async () => {
    const { id, orderNumber } = await register()
    await deliver(smev.gateway)
    reply(0, orderNumber)
    smev.queue.push(smev.queue[0] ?? Buffer.from(''))
    reply(0, orderNumber, 5) // and a contradicting one after it
    await pollAnswers(smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(smev.acknowledged).toHaveLength(3)
  })

  it('is settled and acknowledged by the next worker when one died after storing the bytes', async () => {
    const { id, orderNumber } = await register()
    await deliver(smev.gateway)
    await recordAnswer(
      answer(smev.sent[0]?.messageId ?? '', 'Create', [
        { orderNumber, elkOrderNumber: '2165858799', status: 0, message: 'OK' },
      ]),
    )
    await pollAnswers(smev.gateway)
    expect(await card(id)).toMatchObject({ elkOrderNumber: '2165858799' })
    expect(smev.acknowledged).toHaveLength(1)
    await pollAnswers(smev.gateway)
    expect(smev.acknowledged).toHaveLength(1)
  })

  it('keeps and alarms an answer to nothing of ours, and does not take it out of the queue', async () => {
    smev.queue.push(
      answer('00000000-0000-11f1-8000-000000000000', 'Create', [
        { orderNumber: 'x', status: 0, message: 'OK' },
      ]),
    )
    await pollAnswers(smev.gateway)
    expect(smev.acknowledged).toEqual([])
    const alarms = await asWorker((tx) =>
      tx.alarm.count({ where: { kind: 'answer.unknown', subject: '00000000-0000-11f1-8000-000000000000' } }),
    )
    expect(alarms).toBe(1)
  })

  it('keeps what cannot be read', async () => {
    smev.queue.push(Buffer.from('<html>502</html>'))
    await pollAnswers(smev.gateway)
    expect(await asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.unreadable' } }))).toBeGreaterThan(
      0,
    )
  })
})

describe('batches', () => {
  it('carry one change an application, and settle order by order', async () => {
    const all = [await register(), await register(), await register()]
    await change(all[0]?.id ?? '', 7)
    await deliver(smev.gateway, 10)
    expect(smev.sent).toHaveLength(1)
    const orders = all.map(({ orderNumber }, place) => ({
      orderNumber,
      elkOrderNumber: place === 1 ? '0' : String(2165858800 + place),
      status: place === 1 ? 13 : 0,
      message: 'x',
    }))
    smev.queue.push(answer(smev.sent[0]?.messageId ?? '', 'Create', orders))
    await pollAnswers(smev.gateway)
    const shown = await Promise.all(all.map(({ id }) => card(id)))
    expect(shown.map((one) => one.steps.at(-1)?.delivery.view)).toEqual(['accepted', 'refused', 'accepted'])
    expect(shown[0]?.steps[0]?.delivery.view).toBe('queued')
    await deliver(smev.gateway, 10)
    expect(String(smev.sent[1]?.bytes)).toContain('UpdateOrdersRequest')
  })

  it('fails a bad order alone: its companions go', async () => {
    const [good, bad] = [await register(), await register()]
    const client = owner()
    await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER deliveries_guard`
    await client.$executeRaw`UPDATE deliveries SET facts = jsonb_set(facts, '{environment}', '"EPGU"') WHERE application_id = ${bad.id}::uuid`
    await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER deliveries_guard`
    await client.$disconnect()
    const picky = {
      ...smev.gateway,
      prepare: (request: Parameters<typeof smev.gateway.prepare>[0]) =>
        request.orders.some((order) => 'orderNumber' in order && order.orderNumber === bad.orderNumber)
          ? { ok: false as const, errors: ['bad'] }
          : smev.gateway.prepare(request),
    }
    await deliver(picky, 10)
    expect(views(await card(good.id))).toEqual([[1, 'sent']])
    expect((await card(bad.id)).steps[0]?.delivery).toMatchObject({
      view: 'technical',
      fault: 'OwnCheck: bad',
    })
  })
})

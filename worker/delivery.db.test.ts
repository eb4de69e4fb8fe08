import { describe, expect, it, vi } from 'vitest'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { settleSend } from '@/lib/delivery/send-messages'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { rejection } from './scripted-gateway.kit'
import { deliver, openSenders } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

describe('one change to the answer', () => {
  it('says «отправлено» after СМЭВ took it and «принято» only after ЕПГУ said 0 (X02, decision 2)', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    expect((await card(id)).elkOrderNumber).toBeNull()
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({
      elkOrderNumber: '2165858735',
      steps: [{ delivery: { view: 'accepted' } }],
    })
    expect(desk.smev.acknowledged).toHaveLength(1)
  })

  it('never takes 0 for a number of ЕПГУ', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber, 13)
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({
      elkOrderNumber: null,
      steps: [{ delivery: { view: 'refused', code: 13 } }],
    })
  })

  it('shows a refusal of СМЭВ as a technical one', async () => {
    const { id } = await register()
    await deliver(desk.smev.gateway)
    desk.smev.queue.push(rejection(desk.smev.sent[0]?.messageId ?? ''))
    await pollAnswers(desk.smev.gateway)
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
    await deliver(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(1)
    for (const [place, kind] of [
      [0, 'Create'],
      [1, 'Update'],
      [2, 'Update'],
    ] as const) {
      reply(place, orderNumber, 0, kind)
      await pollAnswers(desk.smev.gateway)
      await deliver(desk.smev.gateway)
    }
    expect(views(await card(id))).toEqual([
      [3, 'accepted'],
      [2, 'accepted'],
      [1, 'accepted'],
    ])
    expect(desk.smev.sent.map(({ bytes }) => /status>(\d+)</.exec(String(bytes))?.[1])).toEqual([
      '6',
      '36',
      '7',
    ])
  })

  it('stops only its own application at a refusal, until a person decides', async () => {
    const first = await register()
    const second = await register()
    await change(first.id, 7)
    await change(second.id, 7)
    await deliver(desk.smev.gateway)
    const numbers = desk.smev.sent.map(({ bytes }) =>
      String(bytes).includes(first.orderNumber) ? first.orderNumber : second.orderNumber,
    )
    numbers.forEach((number, place) => reply(place, number, number === first.orderNumber ? 5 : 0))
    await pollAnswers(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    expect(views(await card(first.id))).toEqual([
      [2, 'held'],
      [1, 'refused'],
    ])
    expect(views(await card(second.id))).toEqual([
      [2, 'sent'],
      [1, 'accepted'],
    ])
    const refused = (await card(first.id)).steps.find((step) => step.seq === 1)
    await resendDelivery(desk.planted.clerk, { deliveryId: refused?.deliveryId ?? '' })
    await deliver(desk.smev.gateway)
    expect(views(await card(first.id)).slice(0, 2)).toEqual([
      [2, 'held'],
      [1, 'sent'],
    ])
  })

  it('goes on under a taken number when the clerk says it is the same application (34, X06a)', async () => {
    const { id, orderNumber } = await register()
    await change(id, 7)
    await deliver(desk.smev.gateway)
    reply(0, orderNumber, 34)
    await pollAnswers(desk.smev.gateway)
    const refused = (await card(id)).steps.find((step) => step.seq === 1)
    expect(refused?.delivery.remedies).toEqual(['continue', 'changeNumber', 'impossible'])
    await skipDelivery(desk.planted.clerk, { deliveryId: refused?.deliveryId ?? '', reason: 'это оно' })
    await deliver(desk.smev.gateway)
    reply(1, orderNumber, 0, 'Update')
    await pollAnswers(desk.smev.gateway)
    expect(await card(id)).toMatchObject({ elkOrderNumber: '2165858735' })
    expect(views(await card(id))).toEqual([
      [2, 'accepted'],
      [1, 'skipped'],
    ])
  })

  it('does not let a Create be skipped for any other reason', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber, 5)
    await pollAnswers(desk.smev.gateway)
    const [refused] = (await card(id)).steps
    await expect(
      skipDelivery(desk.planted.clerk, { deliveryId: refused?.deliveryId ?? '', reason: 'не нужно' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('a send that hangs', () => {
  it('keeps no other application from being sent, and no answer from being settled', async () => {
    const slow = await register()
    let release = () => {}
    const released = new Promise<void>((done) => (release = done))
    const send: typeof desk.smev.gateway.send = async (bytes, messageId) => {
      if (String(bytes).includes(slow.orderNumber)) await released
      return desk.smev.gateway.send(bytes, messageId)
    }
    const gateway = { ...desk.smev.gateway, send }
    const senders = openSenders(gateway)
    senders.wake()
    await vi.waitFor(async () => expect(views(await card(slow.id))).toEqual([[1, 'sending']]))
    const other = await register()
    senders.wake()
    await vi.waitFor(async () => expect(views(await card(other.id))).toEqual([[1, 'sent']]))
    reply(0, other.orderNumber)
    await pollAnswers(gateway)
    expect(views(await card(other.id))).toEqual([[1, 'accepted']])
    expect(views(await card(slow.id))).toEqual([[1, 'sending']])
    release()
    expect(await senders.idle()).toBe(2)
    expect(views(await card(slow.id))).toEqual([[1, 'sent']])
  })
})

describe('sending twice is harmless (promise 3)', () => {
  it('tries again with the same id and the same bytes after a fault of the line', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'ConnectionReset', text: '' })
    await deliver(desk.smev.gateway)
    expect((await card(id)).steps[0]?.delivery).toMatchObject({ view: 'retry', attempts: 1 })
    await resendDelivery(desk.planted.clerk, { deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' })
    await deliver({ ...desk.smev.gateway, prepare: () => ({ ok: false, errors: ['made anew'] }) })
    expect(desk.smev.sent[1]).toEqual(desk.smev.sent[0])
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('goes under a new id only after a fault that proves the old one was refused, and keeps the old bytes', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(1)
    expect(views(await card(id))).toEqual([[1, 'queued']])
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(2)
    expect(desk.smev.sent[1]?.messageId).not.toBe(desk.smev.sent[0]?.messageId)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    const kept = await asWorker((tx) =>
      tx.envelope.count({ where: { messageId: { in: desk.smev.sent.map((one) => one.messageId) } } }),
    )
    expect(kept).toBe(2)
  })

  it('waits longer before each new id, and tells of it when none is taken', async () => {
    const { id } = await register()
    const kind = { kind: 'send.newId', subject: 'StaleMessageId' }
    const alarms = () => asWorker((tx) => tx.alarm.count({ where: kind }))
    const waits: number[] = []
    for (let refused = 0; refused < 4; refused++) {
      desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: 'the clock' })
      await deliver(desk.smev.gateway)
      const where = { applicationId: id }
      const row = await asWorker((tx) => tx.delivery.findFirstOrThrow({ where }))
      waits.push(Math.ceil((row.notBefore.getTime() - now().getTime()) / 5000) * 5)
      expect(desk.smev.sent).toHaveLength(refused + 1)
      expect(await alarms()).toBe(refused < 2 ? 0 : 1)
      await passDelays()
    }
    expect(waits).toEqual([5, 10, 600, 600])
  })

  it('lets a worker that woke up late change nothing: its lease is gone (fault F25)', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`
    const [late] = await claimMessages(5, mintMessageId)
    // What the journal of what left notes of it.
    const { organisationId } = desk.planted
    expect(late).toMatchObject({ organisationId, kind: 'CREATE', driver: 'DIRECT', attempts: 2 })
    await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second' WHERE state = 'PREPARED'`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
    if (!late) throw new Error('the message was not claimed')
    await settleSend(late, { verdict: 'fix', fault: 'InvalidContent' }, mintMessageId)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('takes up what a dead worker left when its lease has ended (fault F1)', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`
    expect(await claimMessages(5, mintMessageId)).toHaveLength(1) // and the worker dies
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(1)
    await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second' WHERE state = 'PREPARED'`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(2)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })
})

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'

const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  return openOwnDatabase('restored')
})

import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { noticeRestored } from '@/lib/delivery/notice-restored'
import { reconcile } from '@/lib/delivery/reconcile'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { again, backup, idsOf, journalled, release } from './restored.kit'
import { rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

afterAll(() => own.drop())
openDesk()

let began = now()
beforeEach(() => {
  began = now()
})

describe('a database that was put back to a state before some sends (fault F30)', () => {
  it('sends nothing until it is reconciled, and then what left goes on under its id', async () => {
    const { id, orderNumber } = await register()
    const restore = await backup()
    await deliver(desk.smev.gateway)
    await restore()

    expect(await deliver(desk.smev.gateway), 'held').toBe(0)
    expect(desk.smev.sent).toHaveLength(1)
    const report = await reconcile(await journalled(began))
    expect(report).toMatchObject({ messages: 1, changes: 1, answers: 0, lost: [], passed: [] })
    await release()
    again()
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber), 'one id, twice').toHaveLength(1)
    expect(desk.smev.sent).toHaveLength(2)
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('takes answers that were acknowledged from the journal, and the order of changes holds', async () => {
    const { id, orderNumber } = await register()
    await change(id, 36)
    await change(id, 7)
    const restore = await backup()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    reply(1, orderNumber, 0, 'Update')
    await pollAnswers(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber)).toHaveLength(3)
    await restore()

    expect(await reconcile(await journalled(began))).toMatchObject({
      messages: 3,
      changes: 3,
      answers: 2,
      lost: [],
      passed: [],
    })
    await release()
    expect(await card(id)).toMatchObject({ elkOrderNumber: '2165858735' })
    again()
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber), 'no fourth').toHaveLength(3)
    reply(2, orderNumber, 0, 'Update')
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id)).map(([, view]) => view)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(desk.smev.sent.slice(0, 3).map(({ messageId }) => messageId)).toEqual(idsOf(orderNumber))
  })

  it('goes on under the last id, where the first was refused', async () => {
    const { id, orderNumber } = await register()
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(desk.smev.gateway)
    const restore = await backup()
    await passDelays()
    await deliver(desk.smev.gateway)
    await restore()
    await reconcile(await journalled(began))
    await release()
    again()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent.map(({ messageId }) => messageId).slice(1)).toEqual([
      desk.smev.sent[1]?.messageId,
      desk.smev.sent[1]?.messageId,
    ])
    reply(1, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('names what was made after the backup and left; what did not leave goes as usual', async () => {
    const quiet = await register()
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET not_before = app_now() + interval '1 hour' WHERE application_id = ${quiet.id}::uuid`
    await client.$disconnect()
    const restore = await backup()
    const [later, unanswered] = [await register(), await register()]
    await deliver(desk.smev.gateway)
    const placeOf = (one: typeof later) =>
      desk.smev.sent.findIndex(({ bytes }) => bytes.includes(one.orderNumber))
    reply(placeOf(later), later.orderNumber)
    await pollAnswers(desk.smev.gateway)
    await restore()
    const report = await reconcile(await journalled(began))
    expect(report).toMatchObject({
      messages: 0,
      changes: 0,
      lost: expect.arrayContaining([
        expect.objectContaining({ orderNumber: later.orderNumber, code: 0 }),
        expect.objectContaining({ orderNumber: unanswered.orderNumber, code: undefined }),
      ]),
    })
    await release()
    const waiting = await asWorker((tx) =>
      tx.message.findMany({ where: { state: { in: ['PREPARED', 'SENT'] } }, select: { id: true } }),
    )
    expect(waiting, 'nobody waits for what may never come').toEqual([])
    reply(placeOf(unanswered), unanswered.orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(desk.smev.acknowledged, 'its answer does not stay in the queue of СМЭВ').toHaveLength(2)
    const alarms = await asWorker((tx) =>
      tx.alarm.count({ where: { kind: { startsWith: 'answer.' }, createdAt: { gte: began } } }),
    )
    expect(alarms, 'and alarms nobody').toBe(0)
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(idsOf(quiet.orderNumber)).toHaveLength(1)
  })

  it('takes a refusal of the whole message from the journal, and a lone change has failed by it', async () => {
    const { id, orderNumber } = await register()
    const restore = await backup()
    await deliver(desk.smev.gateway)
    desk.smev.queue.push(rejection(desk.smev.sent[0]?.messageId ?? ''))
    await pollAnswers(desk.smev.gateway)
    await restore()
    expect(await reconcile(await journalled(began))).toMatchObject({
      messages: 1,
      changes: 1,
      answers: 1,
      lost: [],
      passed: [],
    })
    await release()
    const deliveries = await asWorker((tx) =>
      tx.delivery.findMany({
        where: { applicationId: id },
        select: { state: true, fault: true, message: { select: { state: true } } },
      }),
    )
    const fault = 'Reconciled: the message was refused; its words were lost'
    expect(deliveries).toEqual([{ state: 'FAILED', fault, message: { state: 'REFUSED' } }])
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber), 'it is for a person').toHaveLength(1)
    expect(desk.smev.sent).toHaveLength(1)
  })

  it('does not send again what a later change went past', async () => {
    const { id, orderNumber } = await register()
    await change(id, 36)
    const restore = await backup()
    await deliver(desk.smev.gateway)
    desk.smev.queue.push(rejection(desk.smev.sent[0]?.messageId ?? ''))
    await pollAnswers(desk.smev.gateway)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'SKIPPED' WHERE application_id = ${id}::uuid AND seq = 1`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber)).toHaveLength(2)
    await restore()
    expect((await reconcile(await journalled(began))).passed).toMatchObject([{ orderNumber }])
    await release()
    again()
    await deliver(desk.smev.gateway)
    expect(idsOf(orderNumber)).toHaveLength(2)
  })

  it('does not send again what a clerk sent anew after the backup, and what left behind that goes on', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    await change(id, 36)
    await change(id, 7)
    const restore = await backup()
    desk.smev.outcomes.push({ verdict: 'fix', fault: 'InvalidContent', text: '' })
    await deliver(desk.smev.gateway)
    const refused = (await card(id)).steps.find(({ seq }) => seq === 2)
    expect(refused?.delivery.view).toBe('technical')
    await resendDelivery(desk.planted.clerk, { deliveryId: refused?.deliveryId ?? '' })
    await deliver(desk.smev.gateway)
    reply(2, orderNumber)
    await pollAnswers(desk.smev.gateway)
    await deliver(desk.smev.gateway)
    const ids = () => desk.smev.sent.map(({ messageId }) => messageId)
    expect(new Set(ids()).size).toBe(4)
    await restore()
    const report = await reconcile(await journalled(began))
    expect(report).toMatchObject({ lost: [{ orderNumber, status: 36 }], passed: [{ orderNumber }] })
    expect((await reconcile(await journalled(began))).passed, 'played once more').toEqual([])
    await release()
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(ids().slice(4), 'the last one, under its id').toEqual(ids().slice(3, 4))
  })

  it('is noticed by a worker that starts, and twice reconciled is as once', async () => {
    await register()
    const restore = await backup()
    await noticeRestored()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent, 'nothing was wrong yet').toHaveLength(1)
    await restore(false)
    await noticeRestored()
    expect(await deliver(desk.smev.gateway), 'held').toBe(0)
    await reconcile(await journalled(began))
    expect(await reconcile(await journalled(began))).toMatchObject({ messages: 0, changes: 0, answers: 0 })
    await release()
  })

  it('is noticed once: whoever let it go on as it is has decided', async () => {
    await register()
    const restore = await backup()
    await deliver(desk.smev.gateway)
    await restore(false)
    await noticeRestored()
    expect(await deliver(desk.smev.gateway), 'held').toBe(0)
    await release()
    await noticeRestored()
    expect(await deliver(desk.smev.gateway)).toBe(1)
  })
})

it('writes no personal data down', async () => {
  await register()
  await deliver(desk.smev.gateway)
  const [line] = await journalled(began)
  expect(line).toMatchObject({
    sent: desk.smev.sent[0]?.messageId,
    kind: 'CREATE',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(JSON.stringify(line)).not.toMatch(/Образцова|01\.01\.1990/)
  expect(readdirSync(path.join(env().DATA_DIR, 'sent-journal')).length).toBeGreaterThan(0)
})

import { afterAll, describe, expect, it, vi } from 'vitest'

const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  return openOwnDatabase('lost')
})

import { asWorker } from '@/lib/core/db'
import { reconcile } from '@/lib/delivery/reconcile'
import type { AnsweredLine, SentLine } from '@/lib/delivery/sent-journal'
import { change, desk, openDesk, register, reply } from './desk.kit'
import { answered, AT, changesOf, idAt, lease, left, messageOf } from './restored.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

afterAll(() => own.drop())
openDesk()

const LEFT_LATER = 'Reconciled: a later change of the application had left'
const state = (state: string) => expect.objectContaining({ state })

describe('what stands before a change that had left', () => {
  it('is passed over and named; what is settled stays as it is, as do other applications', async () => {
    const [application, other] = [await register(), await register()]
    await change(application.id, 36)
    await change(application.id, 7)
    await change(other.id, 36)
    await deliver(desk.smev.gateway, 10)
    reply(0, application.orderNumber)
    await pollAnswers(desk.smev.gateway)
    const [, second, third] = await changesOf(application)
    const others = await changesOf(other)
    const line = await left([[third?.id ?? '', application.orderNumber, 7]], { kind: 'UPDATE' })
    const report = await reconcile([line])
    expect(report.passed).toEqual([{ delivery: second?.id, orderNumber: application.orderNumber }])
    expect(report.changes).toBe(1)
    expect(await changesOf(application)).toMatchObject([
      { state: 'ACCEPTED', fault: null },
      { state: 'SKIPPED', fault: LEFT_LATER, settledAt: expect.any(Date) },
      { state: 'SENDING', messageId: line.sent },
    ])
    expect(await changesOf(other)).toEqual(others)
  })

  it('is passed over also when what left is lost itself, and only what is under way', async () => {
    const [application, other] = [await register(), await register()]
    await change(application.id, 36)
    await deliver(desk.smev.gateway, 10)
    const under = idAt(0)
    const line = await left([[crypto.randomUUID(), application.orderNumber, 36]], { kind: 'UPDATE' })
    const [first] = await changesOf(application)
    const report = await reconcile([line])
    expect(report).toMatchObject({
      messages: 0,
      changes: 0,
      passed: [{ delivery: first?.id, orderNumber: application.orderNumber }],
    })
    expect(await changesOf(application)).toMatchObject([
      { state: 'SKIPPED', fault: LEFT_LATER, settledAt: expect.any(Date) },
      { state: 'QUEUED' },
    ])
    expect(await changesOf(other)).toMatchObject([{ state: 'SENDING', messageId: under }])
    expect(await messageOf(under), 'the other is still in it').toMatchObject({ state: 'SENT' })
    await reconcile([await left([[crypto.randomUUID(), other.orderNumber, 36]], { kind: 'UPDATE' })])
    expect(await messageOf(under)).toMatchObject({ state: 'REFUSED' })
  })

  it('is not of another organisation that has the same number', async () => {
    const application = await register()
    await deliver(desk.smev.gateway)
    const elsewhere = crypto.randomUUID()
    const line = await left([[crypto.randomUUID(), application.orderNumber, 36]], { organisation: elsewhere })
    expect((await reconcile([line])).passed).toEqual([])
    expect(await changesOf(application)).toMatchObject([{ state: 'SENDING' }])
    expect(
      await asWorker((tx) => tx.message.count({ where: { id: line.sent } })),
      'there is nobody that it could be of',
    ).toBe(0)
  })
})

describe('what is lost', () => {
  it('is told as it left, with the last that ЕПГУ said of its order', async () => {
    const delivery = crypto.randomUUID()
    const line = await left([[delivery, '7/1', 36]])
    const one = { delivery, orderNumber: '7/1', status: 36, messageId: line.sent, at: AT }
    const companion: SentLine['changes'][number] = [crypto.randomUUID(), '7/2', 7]
    const codes = async (...answers: Partial<AnsweredLine>[]) =>
      (
        await reconcile([
          { ...line, changes: [...line.changes, companion] },
          ...(await Promise.all(answers.map((given) => answered(line.sent, given)))),
        ])
      ).lost
    expect((await codes())[0]).toEqual({ ...one, code: undefined })
    const refused: AnsweredLine['orders'] = [
      ['7/2', null, 0],
      ['7/1', null, 13],
    ]
    const accepted: AnsweredLine['orders'] = [['7/1', null, 0]]
    expect((await codes({ code: 11, orders: refused })).map(({ code }) => code)).toEqual([13, 0])
    expect((await codes({ code: 11, orders: refused }, { code: 0, orders: accepted }))[0]?.code).toBe(0)
    expect((await codes({ code: 5 })).map(({ code }) => code)).toEqual([5, 5])
    expect((await codes({ rejected: true }))[0]?.code).toBeUndefined()
  })

  it('leaves its message behind, as answered: its answer is no stranger’s', async () => {
    const line = await left([[crypto.randomUUID(), '7/3', 36]], { kind: 'UPDATE', driver: 'ADAPTER' })
    await reconcile([line])
    expect(await messageOf(line.sent)).toMatchObject({
      organisationId: desk.planted.organisationId,
      kind: 'UPDATE',
      driver: 'ADAPTER',
      state: 'ANSWERED',
      attempts: 1,
      mayBeTaken: true,
      sentAt: new Date(AT),
      createdAt: new Date(AT),
      lastFault: 'Reconciled: all that it carried was made after the backup',
    })
  })
})

describe('an answer', () => {
  it('settles what the backup has as sent, though the journal of before is gone', async () => {
    const application = await register()
    await deliver(desk.smev.gateway)
    const before = await messageOf(idAt(0))
    const line = await answered(idAt(0), { code: 0, orders: [[application.orderNumber, '41', 0]] })
    expect(await reconcile([line])).toMatchObject({ messages: 0, changes: 0, answers: 1 })
    expect(await changesOf(application)).toMatchObject([{ state: 'ACCEPTED' }])
    const after = await messageOf(idAt(0))
    expect(after).toMatchObject({ state: 'ANSWERED', answeredAt: new Date(AT), sentAt: before.sentAt })
    expect(await reconcile([line]), 'once').toMatchObject({ answers: 0 })
  })

  it('of a message that nobody is known to have taken says that it was', async () => {
    const application = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    await lease(idAt(0))
    await reconcile([await answered(idAt(0), { orders: [[application.orderNumber, null, 0]] })])
    expect(await messageOf(idAt(0))).toMatchObject({
      state: 'ANSWERED',
      sentAt: new Date(AT),
      leaseToken: null,
      leaseUntil: null,
    })
    expect(await changesOf(application)).toMatchObject([{ state: 'ACCEPTED' }])
  })

  it('with a code alone has refused all of it', async () => {
    const [first, second] = [await register(), await register()]
    await deliver(desk.smev.gateway, 10)
    await reconcile([await answered(idAt(0), { code: 5 })])
    expect(await changesOf(first, second)).toEqual([state('REFUSED'), state('REFUSED')])
  })

  it('that tells nothing of an order leaves it to a person', async () => {
    const application = await register()
    await deliver(desk.smev.gateway)
    await reconcile([await answered(idAt(0))])
    expect(await changesOf(application)).toMatchObject([
      { state: 'FAILED', fault: expect.stringContaining('AnswerWithoutOrder') },
    ])
  })
})

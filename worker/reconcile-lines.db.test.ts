import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'

const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  return openOwnDatabase('lines')
})

import { now } from '@/lib/core/clock'
import { reconcile } from '@/lib/delivery/reconcile'
import { desk, openDesk, passDelays, register, reply } from './desk.kit'
import {
  again,
  AT,
  backup,
  changesOf,
  idAt,
  idsOf,
  journalled,
  lease,
  left,
  messageOf,
  putOff,
  release,
} from './restored.kit'
import { rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

afterAll(() => own.drop())
openDesk()

let began = now()
beforeEach(() => {
  began = now()
})

const state = (state: string) => expect.objectContaining({ state })

describe('a message of several that was refused as a whole after the backup', () => {
  async function refusedPair() {
    const [first, second] = [await register(), await register()]
    const restore = await backup()
    await deliver(desk.smev.gateway, 10)
    expect(desk.smev.sent).toHaveLength(1)
    desk.smev.queue.push(rejection(idAt(0)))
    await pollAnswers(desk.smev.gateway)
    return { first, second, restore }
  }

  it('lets all of it wait again: which of them was to blame is found anew', async () => {
    const { first, second, restore } = await refusedPair()
    await restore()
    expect(await reconcile(await journalled(began))).toEqual({
      messages: 1,
      changes: 2,
      answers: 1,
      lost: [],
      passed: [],
    })
    expect(await changesOf(first, second)).toEqual([state('QUEUED'), state('QUEUED')])
    expect(await messageOf(idAt(0))).toMatchObject({ state: 'REFUSED' })
    await release()
    await deliver(desk.smev.gateway, 10)
    for (const { orderNumber } of [first, second]) {
      expect(idsOf(orderNumber), 'under another id').toHaveLength(2)
      expect(idsOf(orderNumber)[0]).toBe(idAt(0))
    }
  })

  it('goes on in the halves that left since', async () => {
    const { first, second, restore } = await refusedPair()
    await deliver(desk.smev.gateway, 10)
    reply(1, desk.smev.sent[1]?.bytes.includes(first.orderNumber) ? first.orderNumber : second.orderNumber)
    await pollAnswers(desk.smev.gateway)
    await restore()
    expect(await reconcile(await journalled(began))).toMatchObject({ messages: 2, changes: 3, answers: 2 })
    const states = (await changesOf(first, second)).map((one) => one.state)
    expect(states.sort()).toEqual(['ACCEPTED', 'QUEUED'])
    await release()
    await deliver(desk.smev.gateway, 10)
    expect(new Set(desk.smev.sent.map(({ messageId }) => messageId)).size).toBe(3)
  })
})

it('a lone change that was not to blame for the refusal of its message waits again', async () => {
  const application = await register()
  const restore = await backup()
  await deliver(desk.smev.gateway)
  desk.smev.queue.push(rejection(idAt(0), 'EndOfLifeReached'))
  await pollAnswers(desk.smev.gateway)
  await restore()
  await reconcile(await journalled(began))
  expect(await changesOf(application)).toMatchObject([{ state: 'QUEUED', fault: null }])
  expect(await messageOf(idAt(0))).toMatchObject({ state: 'REFUSED' })
  await release()
})

describe('a message that the backup has, and does not know to have left', () => {
  it.each([
    ['had reached nobody', 'ConnectionRefused', 1],
    ['may have been taken already', 'Timeout', 0],
  ])('goes again at once under its id: it %s', async (_, fault, messages) => {
    const application = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault, text: '' })
    await deliver(desk.smev.gateway)
    const restore = await backup()
    await passDelays()
    await deliver(desk.smev.gateway)
    await restore()
    await putOff(idAt(0))
    expect(await reconcile(await journalled(began))).toMatchObject({ messages, changes: 0, answers: 0 })
    expect(await messageOf(idAt(0))).toMatchObject({ state: 'PREPARED', mayBeTaken: true })
    expect(await changesOf(application)).toMatchObject([{ state: 'SENDING', messageId: idAt(0) }])
    await release()
    again()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent.map(({ messageId }) => messageId)).toEqual([idAt(0), idAt(0), idAt(0)])
  })

  it('keeps what it carried when it left; what was put aside before goes by itself', async () => {
    const [stays, aside] = [await register(), await register()]
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'ConnectionRefused', text: '' })
    await deliver(desk.smev.gateway, 10)
    const [carried] = (await changesOf(stays)).map(({ id }) => id)
    await reconcile([await left([[carried ?? '', stays.orderNumber, 1]], { sent: idAt(0) })])
    expect(await changesOf(stays)).toMatchObject([{ state: 'SENDING', messageId: idAt(0) }])
    expect(await changesOf(aside)).toMatchObject([{ state: 'QUEUED' }])
    again()
    await deliver(desk.smev.gateway, 10)
    expect(idsOf(aside.orderNumber)).toHaveLength(2)
  })

  it('keeps what the last attempt could not read any more, and the line of an earlier one names', async () => {
    const both = [await register(), await register()]
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'ConnectionRefused', text: '' })
    await deliver(desk.smev.gateway, 10)
    const ids = (await changesOf(...both)).map(({ id }) => id)
    const carried = both.map(
      ({ orderNumber }, n) => [ids[n] ?? '', orderNumber, 1] as [string, string, number],
    )
    await reconcile([await left(carried, { sent: idAt(0) }), await left(carried.slice(1), { sent: idAt(0) })])
    for (const one of both)
      expect(await changesOf(one)).toMatchObject([{ state: 'SENDING', messageId: idAt(0) }])
  })

  it('ends when all that it carried had left in another, and not while something is in it', async () => {
    const [first, second] = [await register(), await register()]
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'ConnectionRefused', text: '' })
    await deliver(desk.smev.gateway, 10)
    const before = idAt(0)
    const idOf = async (one: typeof first) => (await changesOf(one))[0]?.id ?? ''
    await lease(before)
    const one = await left([[await idOf(first), first.orderNumber, 1]])
    expect(await reconcile([one])).toMatchObject({ messages: 1, changes: 1 })
    expect(await messageOf(before)).toMatchObject({ state: 'PREPARED' })
    const other = await left([[await idOf(second), second.orderNumber, 1]])
    await reconcile([one, other])
    expect(await messageOf(before)).toMatchObject({
      state: 'REFUSED',
      leaseToken: null,
      leaseUntil: null,
      lastFault: 'Reconciled: its changes had left under other ids',
    })
    expect(await changesOf(first, second)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: 'SENDING', messageId: one.sent }),
        expect.objectContaining({ state: 'SENDING', messageId: other.sent }),
      ]),
    )
  })
})

it('a message that only the journal knows is kept as one that left and is due', async () => {
  const application = await register()
  const [delivery] = await changesOf(application)
  const line = await left([[delivery?.id ?? '', application.orderNumber, 1]], { driver: 'FOLDER' })
  await reconcile([line])
  const { nextAttemptAt, ...kept } = await messageOf(line.sent)
  expect(kept).toMatchObject({
    organisationId: desk.planted.organisationId,
    kind: 'CREATE',
    driver: 'FOLDER',
    state: 'PREPARED',
    attempts: 1,
    mayBeTaken: true,
    createdAt: new Date(AT),
  })
  expect(nextAttemptAt.getTime()).toBeLessThanOrEqual(now().getTime())
})

it('what failed before the backup and left after it is under way, as if it had never failed', async () => {
  const application = await register()
  desk.smev.outcomes.push({ verdict: 'fix', fault: 'InvalidContent', text: '' })
  await deliver(desk.smev.gateway)
  const [failed] = await changesOf(application)
  expect(failed).toMatchObject({ state: 'FAILED', fault: expect.stringContaining('InvalidContent') })
  const line = await left([[failed?.id ?? '', application.orderNumber, 1]])
  await reconcile([line])
  expect(await changesOf(application)).toEqual([
    { id: failed?.id, state: 'SENDING', messageId: line.sent, fault: null, settledAt: null },
  ])
})

import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { declareImpossible } from '@/lib/delivery/declare-impossible'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { card, change, desk, openDesk, register, views } from './desk.kit'
import { order, ordersOf, settle } from './settle.kit'
import { deliver } from './tasks/deliver'

openDesk()

const idOf = (place: number) => desk.smev.sent[place]?.messageId ?? ''

it('an answer to updates may name each by № ЕПГУ alone, however they were addressed', async () => {
  const known = [await register(), await register()]
  await deliver(desk.smev.gateway, 10)
  const numbers = ['2165858735', '2165858736']
  const named = known.map(({ orderNumber }, at) => order(orderNumber, { elkOrderNumber: numbers[at] }))
  await settle(idOf(0), ordersOf(...named))
  for (const { id } of known) await change(id, 7)
  await deliver(desk.smev.gateway, 10)
  expect(desk.smev.sent).toHaveLength(2)
  expect(desk.smev.sent[1]?.bytes.toString()).not.toContain(numbers[0])
  const byElk = [order('', { orderNumber: null, elkOrderNumber: numbers[1], status: 4 }), order('', { orderNumber: null }), order('another')] // prettier-ignore
  await settle(idOf(1), ordersOf(...byElk))
  const shown = await Promise.all(known.map(async ({ id }) => views(await card(id))[0]))
  expect(shown).toEqual([
    [2, 'accepted'],
    [2, 'refused'],
  ])
})

describe('a second answer to a message', () => {
  const told = (subject: string) =>
    asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.contradicts', subject } }))

  it.each([
    [0, 5, 'accepted'],
    [5, 0, 'refused'],
  ])('of status %i, then %i, is told and changes nothing', async (first, second, view) => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    await settle(idOf(0), ordersOf(order(orderNumber, { status: first })))
    await settle(idOf(0), ordersOf(order(orderNumber, { status: first })))
    expect(await told(idOf(0))).toBe(0)
    expect(await settle(idOf(0), ordersOf(order(orderNumber, { status: second })))).toMatchObject({
      known: true,
    })
    expect(await told(idOf(0))).toBe(1)
    expect(views(await card(id))).toEqual([[1, view]])
  })

  it('is told where the refused status was passed on anew, or put aside, since', async () => {
    const both = [await register(), await register()]
    await deliver(desk.smev.gateway, 10)
    const orders = (status: number) =>
      ordersOf(...both.map(({ orderNumber }) => order(orderNumber, { status })))
    await settle(idOf(0), orders(5))
    const [anew, aside] = await Promise.all(
      both.map(async ({ id }) => (await card(id)).steps[0]?.deliveryId ?? ''),
    )
    await resendDelivery(desk.planted.clerk, { deliveryId: anew ?? '' })
    await declareImpossible(desk.planted.clerk, { deliveryId: aside ?? '', reason: 'принято на бумаге' })
    await settle(idOf(0), orders(5))
    expect(await told(idOf(0))).toBe(0)
    await settle(idOf(0), orders(0))
    const alarm = { kind: 'answer.contradicts', subject: idOf(0) }
    expect(await asWorker((tx) => tx.alarm.findFirst({ where: alarm }))).toMatchObject({
      details: 'of 2 changes 2',
    })
    await deliver(desk.smev.gateway, 10)
    expect(desk.smev.sent, 'the resend goes on').toHaveLength(2)
  })

  it('that is a rejection is told where the first accepted', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    await settle(idOf(0), ordersOf(order(orderNumber)))
    await settle(idOf(0), { kind: 'rejected', fault: 'SMEV-1: words' })
    expect(await told(idOf(0))).toBe(1)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('by which СМЭВ refuses a copy, or another answer, says nothing', async () => {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    await settle(idOf(0), ordersOf(order(orderNumber)))
    const notToBlame = { verdict: 'newId', fault: 'StaleMessageId', text: '' } as const
    await settle(idOf(0), { kind: 'rejected', fault: 'StaleMessageId', notToBlame })
    await settle(idOf(0), { kind: 'rejected', fault: 'AnswerRefused: words' })
    expect(await told(idOf(0))).toBe(0)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('of others alone says nothing of what the first settled', async () => {
    const { orderNumber } = await register()
    await deliver(desk.smev.gateway)
    await settle(idOf(0), ordersOf(order(orderNumber)))
    await settle(idOf(0), ordersOf(order('another', { status: 5 })))
    expect(await told(idOf(0))).toBe(0)
  })
})

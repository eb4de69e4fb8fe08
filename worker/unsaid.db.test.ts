import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { card, change, desk, openDesk, register, views } from './desk.kit'
import { order, ordersOf, settle } from './settle.kit'
import { deliver } from './tasks/deliver'

openDesk()

const idOf = (place: number) => desk.smev.sent[place]?.messageId ?? ''
const shown = async ({ id }: { id: string }) => views(await card(id))[0]
const contradictions = () =>
  asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.contradicts', subject: idOf(0) } }))
const refusal = { kind: 'rejected', fault: 'AnswerRefused: InvalidContent: words' } as const

/** So many in one message, which СМЭВ has taken. */
async function sent(count: number) {
  const all: Awaited<ReturnType<typeof register>>[] = []
  for (let n = 0; n < count; n++) all.push(await register())
  await deliver(desk.smev.gateway, 10)
  expect(desk.smev.sent).toHaveLength(1)
  return all
}

describe('an answer in parts', () => {
  it('settles each by the part that names it, and no part contradicts another', async () => {
    const all = await sent(3)
    const [first, second, third] = all.map(({ orderNumber }) => orderNumber)
    await settle(idOf(0), ordersOf(order(first ?? '')))
    expect(await Promise.all(all.map(shown))).toEqual([
      [1, 'accepted'],
      [1, 'technical'],
      [1, 'technical'],
    ])
    await settle(idOf(0), ordersOf(order(second ?? '', { elkOrderNumber: '4000000102' })))
    await settle(idOf(0), ordersOf(order(first ?? ''), order(third ?? '', { status: 31 })))
    expect(await Promise.all(all.map(shown))).toEqual([
      [1, 'accepted'],
      [1, 'accepted'],
      [1, 'refused'],
    ])
    expect(await card(all[1]?.id ?? '')).toMatchObject({ elkOrderNumber: '4000000102' })
    expect(await contradictions()).toBe(0)
    await settle(idOf(0), ordersOf(order(second ?? '', { status: 5 })))
    expect(await contradictions()).toBe(1)
  })

  it('lets the next status of the application go', async () => {
    const all = await sent(2)
    const [named, unnamed] = all
    await change(unnamed?.id ?? '', 7)
    await settle(idOf(0), ordersOf(order(named?.orderNumber ?? '')))
    expect(await deliver(desk.smev.gateway, 10)).toBe(0)
    await settle(idOf(0), ordersOf(order(unnamed?.orderNumber ?? '')))
    expect(await deliver(desk.smev.gateway, 10)).toBe(1)
  })

  it('that names another by its № ЕПГУ alone is not of the one that is left', async () => {
    const all = await sent(2)
    const [named, unnamed] = all
    const byElk = order('', { orderNumber: null, elkOrderNumber: '4000000101' })
    await settle(idOf(0), ordersOf(order(named?.orderNumber ?? '', { elkOrderNumber: '4000000101' })))
    await settle(idOf(0), ordersOf(byElk))
    expect(unnamed && (await shown(unnamed))).toEqual([1, 'technical'])
  })

  it('accepts what was passed on anew meanwhile and has not left', async () => {
    const all = await sent(2)
    const [named, unnamed] = all
    await settle(idOf(0), ordersOf(order(named?.orderNumber ?? '')))
    const [step] = (await card(unnamed?.id ?? '')).steps
    await resendDelivery(desk.planted.clerk, { deliveryId: step?.deliveryId ?? '' })
    await settle(idOf(0), ordersOf(order(unnamed?.orderNumber ?? '')))
    expect(views(await card(unnamed?.id ?? ''))).toContainEqual([1, 'accepted'])
    expect(await deliver(desk.smev.gateway, 10), 'nothing goes twice').toBe(0)
    expect(await contradictions()).toBe(0)
  })

  it('that accepts what a person has put aside since is told to the administrator', async () => {
    const all = await sent(2)
    const [named, aside] = all
    await settle(idOf(0), ordersOf(order(named?.orderNumber ?? ''), order(aside?.orderNumber ?? '')))
    for (const { id } of all) await change(id, 7)
    await deliver(desk.smev.gateway, 10)
    const updates = idOf(1)
    await settle(updates, ordersOf(order(named?.orderNumber ?? '')))
    const [step] = (await card(aside?.id ?? '')).steps
    await skipDelivery(desk.planted.clerk, {
      deliveryId: step?.deliveryId ?? '',
      reason: 'заявитель его видит',
    })
    const late = () => asWorker((tx) => tx.alarm.count({ where: { kind: 'answer.late', subject: updates } }))
    expect(await late()).toBe(0)
    await settle(updates, ordersOf(order(aside?.orderNumber ?? '')))
    expect(await late()).toBe(1)
    expect(aside && (await shown(aside))).toEqual([2, 'skipped'])
  })
})

describe('an answer of ЕПГУ that СМЭВ refused', () => {
  it('sends nothing of its message once more: ЕПГУ may have applied it', async () => {
    const all = await sent(3)
    await settle(idOf(0), refusal)
    expect(await Promise.all(all.map(shown))).toEqual(all.map(() => [1, 'technical']))
    expect(await deliver(desk.smev.gateway, 10)).toBe(0)
    expect(desk.smev.sent).toHaveLength(1)
    for (const { id } of all)
      expect((await card(id)).steps[0]?.delivery.fault).toMatch(/^AnswerRefused: InvalidContent/)
  })

  it('may be followed by one that passes', async () => {
    const all = await sent(2)
    await settle(idOf(0), refusal)
    await settle(idOf(0), ordersOf(...all.map(({ orderNumber }) => order(orderNumber))))
    expect(await Promise.all(all.map(shown))).toEqual(all.map(() => [1, 'accepted']))
    expect(await contradictions()).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { createAgain } from '@/lib/applications/create-again'
import { env } from '@/lib/core/env'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const turn = async (orderNumber: string, status = 0, kind: 'Create' | 'Update' = 'Create') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, status, kind)
  await pollAnswers(desk.smev.gateway)
}
const sent = () => desk.smev.sent.map(({ bytes }) => String(bytes))

/** Accepted, then ЕПГУ has no such order; one more change waits behind the refused one. */
async function lost() {
  const { id, orderNumber } = await register()
  await turn(orderNumber)
  await change(id, 36)
  await turn(orderNumber, 28, 'Update')
  await change(id, 7)
  const refused = (await card(id)).steps.find((step) => step.seq === 2)
  return { id, orderNumber, deliveryId: refused?.deliveryId ?? '' }
}

describe('ЕПГУ has no order for an update (code 28)', () => {
  it('a new Create goes first, then the refused update, then what waited', async () => {
    const { id, orderNumber, deliveryId } = await lost()
    expect((await card(id)).steps.find((step) => step.seq === 2)?.delivery.remedies).toEqual([
      'createAgain',
      'resend',
      'skip',
    ])
    await createAgain(desk.planted.clerk, { deliveryId })
    expect((await card(id)).elkOrderNumber).toBeNull()
    const before = sent().length
    await deliver(desk.smev.gateway)
    expect(sent().slice(before)).toHaveLength(1)
    expect(sent().at(-1)).toContain('CreateOrdersRequest')
    expect(views(await card(id)).slice(0, 3)).toEqual([
      [3, 'held'],
      [2, 'held'],
      [2, 'superseded'],
    ])
    reply(desk.smev.sent.length - 1, orderNumber)
    await pollAnswers(desk.smev.gateway)
    await turn(orderNumber, 0, 'Update')
    await turn(orderNumber, 0, 'Update')
    const statuses = sent()
      .slice(before)
      .map((xml) => /<(?:\w+:)?status>(\d+)</.exec(xml)?.[1])
    expect(statuses).toEqual(['6', '36', '7'])
    const shown = await card(id)
    expect(shown.steps.filter((step) => step.delivery.state === 'ACCEPTED').map((step) => step.seq)).toEqual([
      3, 2, 1,
    ])
    expect(shown.elkOrderNumber).toBe('2165858735')
  })

  it('what the lost order had accepted goes again, in order, and is shown as accepted only then', async () => {
    const { id, orderNumber } = await register()
    await turn(orderNumber)
    await change(id, 36)
    await turn(orderNumber, 0, 'Update')
    await change(id, 7)
    await turn(orderNumber, 28, 'Update')
    const refused = (await card(id)).steps.find((step) => step.seq === 3)
    const before = sent().length
    await createAgain(desk.planted.clerk, { deliveryId: refused?.deliveryId ?? '' })
    expect((await card(id)).steps.filter((step) => step.delivery.view === 'accepted')).toEqual([])
    await turn(orderNumber)
    await turn(orderNumber, 0, 'Update')
    await turn(orderNumber, 0, 'Update')
    const statuses = sent()
      .slice(before)
      .map((xml) => /<(?:\w+:)?status>(\d+)</.exec(xml)?.[1])
    expect(statuses).toEqual(['6', '36', '7'])
    const accepted = (await card(id)).steps.filter((step) => step.delivery.view === 'accepted')
    expect(accepted.map((step) => step.seq)).toEqual([3, 2, 1])
  })

  it('is decided once: ten presses are one Create', async () => {
    const { id, deliveryId } = await lost()
    const presses = await Promise.allSettled(
      Array.from({ length: 10 }, () => createAgain(desk.planted.clerk, { deliveryId })),
    )
    expect(presses.filter((press) => press.status === 'fulfilled')).toHaveLength(1)
    expect((await card(id)).steps.filter((step) => step.seq === 1)).toHaveLength(2)
  })

  it('the updates leave the lost order’s number behind; their old facts stay as they were', async () => {
    env().SMEV_ADDRESS_BY = 'elkOrderNumber'
    try {
      const { id, orderNumber, deliveryId } = await lost()
      expect(sent().at(-1)).toContain('2165858735')
      await createAgain(desk.planted.clerk, { deliveryId })
      await turn(orderNumber)
      await deliver(desk.smev.gateway)
      expect(sent().at(-1)).toContain(orderNumber)
      expect(sent().at(-1)).not.toContain('2165858735')
      const client = owner()
      const old = await client.delivery.findUniqueOrThrow({ where: { id: deliveryId } })
      expect(old).toMatchObject({ state: 'SUPERSEDED', facts: { elkOrderNumber: '2165858735' } })
      expect(views(await card(id))[0]).toEqual([3, 'held'])
      reply(desk.smev.sent.length - 1, orderNumber, 0, 'Update')
      await pollAnswers(desk.smev.gateway)
      await deliver(desk.smev.gateway)
      expect(sent().at(-1)).toMatch(/status>7</)
      expect(sent().at(-1)).toContain(orderNumber)
      expect(sent().at(-1)).not.toContain('2165858735')
      const behind = await client.delivery.findFirstOrThrow({
        where: { applicationId: id, seq: 3, state: 'SUPERSEDED' },
      })
      expect(behind).toMatchObject({
        facts: { elkOrderNumber: '2165858735' },
        decision: 'changeNumber',
        decidedById: desk.planted.clerk.userId,
        settledAt: expect.any(Date),
      })
      await client.$disconnect()
    } finally {
      env().SMEV_ADDRESS_BY = 'orderNumber'
    }
  })

  it('the new Create may be refused in its turn, and everything waits for it', async () => {
    const { id, orderNumber, deliveryId } = await lost()
    await createAgain(desk.planted.clerk, { deliveryId })
    await turn(orderNumber, 5)
    const shown = await card(id)
    expect(views(shown)[0]).toEqual([3, 'held'])
    expect(shown.may.edit).toBe(true)
    const count = desk.smev.sent.length
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(count)
  })

  it('an accepted Create gives way to nothing else', async () => {
    const { id, orderNumber } = await register()
    await turn(orderNumber)
    await change(id, 36)
    await turn(orderNumber, 31, 'Update')
    const { steps } = await card(id)
    const refused = steps[0]?.deliveryId ?? ''
    await expect(createAgain(desk.planted.clerk, { deliveryId: refused })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const client = owner()
    await expect(
      client.delivery.update({ where: { id: steps[1]?.deliveryId }, data: { state: 'SUPERSEDED' } }),
    ).rejects.toThrow('an accepted delivery stays accepted')
    await client.$disconnect()
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeBack } from '@/lib/applications/take-back'
import { shiftClock } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { openQueue } from '@/lib/delivery/take-ready'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

const MINUTE = 60_000

openDesk()
beforeEach(() => shiftClock(0))
afterEach(() => {
  shiftClock(0)
  env().TAKE_BACK_SECONDS_FINAL = 0
})

/** As one process whose clock is so far from the database's. */
async function by<T>(shift: number, work: () => Promise<T>): Promise<T> {
  shiftClock(shift)
  try {
    return await work()
  } finally {
    shiftClock(0)
  }
}
const accept = async (orderNumber: string, kind: 'Create' | 'Update' = 'Create') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, 0, kind)
  await pollAnswers(desk.smev.gateway)
}
/** In how many seconds of the database's clock each change that waits may leave. */
async function waits(): Promise<number[]> {
  const client = owner()
  const rows = await client.$queryRaw<{ seconds: number }[]>`
    SELECT round(extract(epoch FROM not_before - app_now()))::int AS seconds FROM deliveries WHERE state = 'QUEUED' ORDER BY id`
  await client.$disconnect()
  return rows.map(({ seconds }) => seconds)
}

describe('a process whose clock is not the database’s', () => {
  it.each([5 * MINUTE, -5 * MINUTE])('saves (%i ms off) what leaves at once', async (shift) => {
    const { id, orderNumber } = await by(shift, register)
    await accept(orderNumber)
    await by(shift, () => change(id, 36))
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([
      [2, 'sent'],
      [1, 'accepted'],
    ])
  })

  it.each([5 * MINUTE, -5 * MINUTE])(
    'saves (%i ms off) what may be taken back for its time',
    async (shift) => {
      const { id, orderNumber } = await by(shift, register)
      await accept(orderNumber)
      await by(shift, () => change(id, 36))
      await accept(orderNumber, 'Update')
      env().TAKE_BACK_SECONDS_FINAL = 30
      await by(shift, () => change(id, 3, [], { withoutResult: true }))
      expect(await waits()).toEqual([expect.closeTo(30, -1)])
      const sent = desk.smev.sent.length
      await deliver(desk.smev.gateway)
      expect(desk.smev.sent).toHaveLength(sent)
      const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
      await by(shift, () => takeBack(desk.planted.clerk, { deliveryId }))
      expect(await card(id)).toMatchObject({ state: 'IN_WORK', elkStatus: 36 })
    },
  )

  it('dies with a message that is due when its lease ends', async () => {
    const { id } = await register()
    const take = openQueue({ perMessage: 1, newMessageId: mintMessageId, refuses: () => undefined })
    expect(await by(60 * MINUTE, () => take(['DIRECT']))).toHaveLength(1)
    const client = owner()
    await client.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second' WHERE state = 'PREPARED'`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })

  it('puts changes back for as long as it says, and halves of a message at once', async () => {
    await register()
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await by(60 * MINUTE, () => deliver(desk.smev.gateway))
    expect(await waits()).toEqual([expect.closeTo(5, -0.7)])
    await register()
    await register()
    await deliver(desk.smev.gateway, 2)
    desk.smev.queue.push(rejection(desk.smev.sent[1]?.messageId ?? ''))
    await by(60 * MINUTE, () => pollAnswers(desk.smev.gateway))
    expect((await waits()).at(-1)).toBeGreaterThan(590)
    expect((await waits()).at(-1)).toBeLessThanOrEqual(600)
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(3)
  })

  it('sends again at once', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    await by(5 * MINUTE, () => resendDelivery(desk.planted.clerk, { deliveryId }))
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(2)
  })
})

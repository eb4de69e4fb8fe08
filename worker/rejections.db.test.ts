import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { card, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const idOf = (place: number) => desk.smev.sent[place]?.messageId ?? ''
const alarms = (kind: string, subject: string) =>
  asWorker((tx) => tx.alarm.count({ where: { kind, subject } }))

describe('a rejection by СМЭВ of what it had taken', () => {
  const rejectLast = async (...how: string[]) => {
    await deliver(desk.smev.gateway)
    desk.smev.queue.push(rejection(idOf(desk.smev.sent.length - 1), ...how))
    await pollAnswers(desk.smev.gateway)
  }
  const stepOf = async (id: string) => (await card(id)).steps[0]?.delivery
  const waits = async (id: string) => {
    const { notBefore, message } = await asWorker((tx) =>
      tx.delivery.findFirstOrThrow({
        where: { applicationId: id },
        select: { notBefore: true, message: { select: { answeredAt: true } } },
      }),
    )
    return Math.round((notBefore.getTime() - (message?.answeredAt?.getTime() ?? 0)) / 1000)
  }

  it.each(['EndOfLifeReached', 'SMEVFailure'])(
    'for %s, which is none of its changes, has them go under another id, later each time and with an alarm at last',
    async (fault) => {
      const { id, orderNumber } = await register()
      const told = await alarms('send.newId', fault)
      const delays: number[] = []
      for (let time = 0; time < 3; time++) {
        await rejectLast(fault)
        expect(await stepOf(id)).toMatchObject({ view: 'queued', fault: expect.stringContaining(fault) })
        delays.push(await waits(id))
        await passDelays()
      }
      expect(delays).toEqual([5, 10, 600])
      expect(await alarms('send.newId', fault)).toBe(told + 1)
      expect(desk.smev.acknowledged).toHaveLength(3)
      await deliver(desk.smev.gateway)
      expect(new Set(desk.smev.sent.map(({ messageId }) => messageId)).size).toBe(4)
      reply(3, orderNumber)
      await pollAnswers(desk.smev.gateway)
      expect(await stepOf(id)).toMatchObject({ view: 'accepted' })
    },
  )

  it('for what only an administrator can mend tells of it at once, and fails nothing', async () => {
    const [first, second] = [await register(), await register()]
    await deliver(desk.smev.gateway, 10)
    const told = await alarms('send.stop', 'SenderIsNotRegistered')
    desk.smev.queue.push(rejection(idOf(0), 'SenderIsNotRegistered'))
    await pollAnswers(desk.smev.gateway)
    expect(await alarms('send.stop', 'SenderIsNotRegistered')).toBe(told + 1)
    expect([await waits(first.id), await waits(second.id)]).toEqual([600, 600])
    const parted = await asWorker((tx) => tx.message.count({ where: { state: 'PREPARED' } }))
    expect(parted).toBe(0)
  })

  it('and an answer to that id after all: its changes are accepted, and not sent again', async () => {
    const { id, orderNumber } = await register()
    await rejectLast('SMEVFailure')
    reply(0, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect(await stepOf(id)).toMatchObject({ view: 'accepted' })
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(1)
  })

  it.each([
    ['its own content', 'InvalidContent'],
    ['a reason that nobody knows', 'NewFault'],
    ['no named reason', ''],
    ['its answer', 'SMEVFailure', 'responseIsRejectedBySmev'],
  ])('for %s fails a lone change', async (_, ...how) => {
    const { id } = await register()
    await rejectLast(...how)
    expect(await stepOf(id)).toMatchObject({ view: 'technical' })
  })
})

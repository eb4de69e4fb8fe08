import { afterEach, describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { endAlarms } from '@/lib/delivery/end-alarms'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { card, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { settle } from './settle.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()
afterEach(async () => {
  await asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`)
})

const open = (kind: string, subject: string) =>
  asWorker((tx) => tx.alarm.count({ where: { kind, subject, resolvedAt: null } }))
const idOf = (place: number) => desk.smev.sent[place]?.messageId ?? ''

/** An application whose change stands with this fault. */
async function failed(fault: string) {
  const { id } = await register()
  await deliver(desk.smev.gateway)
  await settle(idOf(desk.smev.sent.length - 1), { kind: 'rejected', fault })
  return { deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' }
}

const ago = (minutes: number) =>
  asWorker(
    (tx) =>
      tx.$executeRaw`UPDATE alarms SET last_at = app_now() - ${minutes} * interval '1 minute' WHERE resolved_at IS NULL`,
  )
const aMinuteLater = async () => {
  await ago(2)
  await endAlarms()
}

describe('of a technical fault', () => {
  it('lasts while a change stands with it, and is over once none does', async () => {
    const [one, two] = [await failed('SMEV-9001: words'), await failed('SMEV-9001: words')]
    await failed('SMEV-9002')
    const resend = ({ deliveryId }: { deliveryId: string }) =>
      resendDelivery(desk.planted.clerk, { deliveryId })
    await aMinuteLater()
    expect(await open('delivery.failed', 'SMEV-9001')).toBe(1)
    await resend(one)
    await aMinuteLater()
    expect(await open('delivery.failed', 'SMEV-9001')).toBe(1)
    await resend(two)
    await aMinuteLater()
    expect(await open('delivery.failed', 'SMEV-9001')).toBe(0)
    expect(await open('delivery.failed', 'SMEV-9002')).toBe(1)
  })

  it('stays for a minute, whatever stands by it', async () => {
    await asWorker((tx) => raiseAlarm(tx, 'delivery.failed', 'SMEV-9003', ''))
    await endAlarms()
    expect(await open('delivery.failed', 'SMEV-9003')).toBe(1)
  })

  it('that has no name lasts too', async () => {
    await asWorker((tx) => raiseAlarm(tx, 'delivery.failed', 'unknown', ''))
    await aMinuteLater()
    expect(await open('delivery.failed', 'unknown')).toBe(0)
    await failed('какие-то слова')
    await aMinuteLater()
    expect(await open('delivery.failed', 'unknown')).toBe(1)
  })
})

it('of polling is over when it has not come for ten minutes', async () => {
  await asWorker((tx) => raiseAlarm(tx, 'answer.fault', 'HttpStatus', 'HTTP 502'))
  await ago(9)
  await endAlarms()
  expect(await open('answer.fault', 'HttpStatus')).toBe(1)
  await ago(11)
  await endAlarms()
  expect(await open('answer.fault', 'HttpStatus')).toBe(0)
})

it.each(['stop', 'ask'] as const)(
  'of a message that could not go («%s») is over once it is taken',
  async (verdict) => {
    const { id, orderNumber } = await register()
    desk.smev.outcomes.push({ verdict, fault: 'AccessDenied', text: 'no: rights' })
    await deliver(desk.smev.gateway)
    await asWorker((tx) => raiseAlarm(tx, `send.${verdict}`, 'SenderIsNotRegistered', ''))
    expect(await open(`send.${verdict}`, 'AccessDenied')).toBe(1)
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(await open(`send.${verdict}`, 'AccessDenied')).toBe(0)
    expect(await open(`send.${verdict}`, 'SenderIsNotRegistered')).toBe(1)
    reply(1, orderNumber)
    await pollAnswers(desk.smev.gateway)
    expect((await card(id)).steps[0]?.delivery.view).toBe('accepted')
  },
)

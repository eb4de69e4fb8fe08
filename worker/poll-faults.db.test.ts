import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { pendingAnswers } from '@/lib/delivery/pending-answers'
import type { Gateway } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

async function sent() {
  const application = await register()
  await deliver(desk.smev.gateway)
  return application
}

/** What other tests left waiting, and what they raised. */
beforeEach(async () => {
  const client = owner()
  await client.$executeRaw`
    UPDATE envelopes SET processed_at = coalesce(processed_at, app_now()), acked_at = app_now() WHERE direction = 'IN' AND acked_at IS NULL`
  await client.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE kind LIKE 'answer.%' AND resolved_at IS NULL`
  await client.$disconnect()
})

describe('what could not be fetched', () => {
  const told = async (kind: string, subject: string) =>
    (await asWorker((tx) => tx.alarm.findFirst({ where: { kind, subject, resolvedAt: null } })))?.times ?? 0
  const failing = (fault: string, verdict: 'retry' | 'ask' | 'stop', raw?: Buffer) =>
    pollAnswers(
      { ...desk.smev.gateway, receive: async () => ({ kind: 'fault', verdict, fault, text: 'words', raw }) },
      'ADAPTER',
    )

  it('is told by the kind of its trouble, with what came of it that may be an answer', async () => {
    const raw = Buffer.from(`<half ${crypto.randomUUID()}`)
    const sha256 = createHash('sha256').update(raw).digest()
    const kept = () => asWorker((tx) => tx.envelope.findMany({ where: { sha256 } }))
    for (const [fault, verdict, kind, times] of [
      ['HttpStatus', 'retry', 'answer.fault', 0],
      ['RequestIsNotFound', 'ask', 'answer.fault', 0],
      ['SenderIsNotRegistered', 'stop', 'answer.fault', 0],
      ['TooLarge', 'ask', 'answer.unreadable', 1],
      ['Unreadable', 'retry', 'answer.unreadable', 1],
    ] as const) {
      const before = await told(kind, fault)
      await failing(fault, verdict, raw)
      expect([fault, await told(kind, fault)]).toEqual([fault, before + 1])
      expect(await kept()).toHaveLength(times)
    }
    expect(await kept()).toMatchObject([{ direction: 'IN', operation: 'GetResponse', driver: 'ADAPTER' }])
    expect(await pendingAnswers(10, 0n, [], 'ADAPTER'), 'nobody reads it again').toEqual([])
  })

  it('is kept twenty times an hour at most, however often it comes in other bytes', async () => {
    const before = await asWorker((tx) =>
      tx.envelope.count({ where: { driver: 'ADAPTER', messageId: null } }),
    )
    for (let n = 0; n < 30; n++)
      await failing('Unreadable', 'retry', Buffer.from(`<half ${n} ${crypto.randomUUID()}`))
    const after = await asWorker((tx) => tx.envelope.count({ where: { driver: 'ADAPTER', messageId: null } }))
    expect(after - before).toBeGreaterThan(0)
    expect(after - before).toBeLessThanOrEqual(20)
  })

  it.each([
    ['Timeout', 'retry', 0],
    ['AccessDenied', 'ask', 1],
    ['SenderIsNotRegistered', 'stop', 1],
  ] as const)(
    'for %s with nothing that came is told where waiting mends nothing',
    async (fault, verdict, times) => {
      const before = await told('answer.fault', fault)
      await failing(fault, verdict)
      expect(await told('answer.fault', fault)).toBe(before + times)
    },
  )
})

describe('an Ack', () => {
  it('is not sent while nobody answers: all that wait are once somebody does', async () => {
    const both = [await sent(), await sent()]
    for (const [n, { orderNumber }] of both.entries()) reply(n, orderNumber)
    let [isSilent, acknowledged, asked] = [true, 0, 0]
    const late = { ok: false, verdict: 'retry', fault: 'Timeout', text: '' } as const
    const gateway: Gateway = {
      ...desk.smev.gateway,
      acknowledge: async () => (acknowledged++, isSilent ? late : { ok: true }),
      receive: async () =>
        ++asked > 3 && isSilent ? { ...late, kind: 'fault' } : desk.smev.gateway.receive(),
    }
    expect(await pollAnswers(gateway)).toBe(2)
    for (const { id } of both) expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(await pollAnswers(gateway), 'nothing is done by it').toBe(0)
    const before = [acknowledged, asked]
    for (const _ of both) expect(await pollAnswers(gateway)).toBe(0)
    expect([acknowledged, asked], 'a poll is one call').toEqual([before[0], (before[1] ?? 0) + 2])
    expect(await pendingAnswers(10, 0n)).toHaveLength(2)
    isSilent = false
    expect(await pollAnswers(gateway)).toBe(2)
    expect(await pendingAnswers(10, 0n)).toEqual([])
  })

  it('that never arrives keeps no other waiting', async () => {
    const both = [await sent(), await sent()]
    for (const [n, { orderNumber }] of both.entries()) reply(n, orderNumber)
    let [isSilent, bad] = [true, '']
    const gateway: Gateway = {
      ...desk.smev.gateway,
      acknowledge: async (messageId) => {
        bad ||= messageId
        return isSilent || messageId === bad
          ? { ok: false, verdict: 'retry', fault: 'SMEVFailure', text: '' }
          : { ok: true }
      },
    }
    expect(await pollAnswers(gateway)).toBe(2)
    expect(await pendingAnswers(10, 0n)).toHaveLength(2)
    isSilent = false
    expect(await pollAnswers(gateway)).toBe(1)
    expect(await pendingAnswers(10, 0n)).toHaveLength(1)
  })

  it('that СМЭВ refuses brings no poll forward', async () => {
    const { orderNumber } = await sent()
    reply(0, orderNumber)
    const acknowledge: Gateway['acknowledge'] = async () => ({
      ok: false,
      verdict: 'ask',
      fault: 'AccessDenied',
      text: '',
    })
    const gateway = { ...desk.smev.gateway, acknowledge }
    expect(await pollAnswers(gateway)).toBe(1)
    expect(await pollAnswers(gateway)).toBe(0)
    expect(await pendingAnswers(10, 0n)).toHaveLength(1)
  })
})

import { afterEach, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, passDelays, register, views } from './desk.kit'
import { answer } from './scripted-gateway.kit'
import { openSenders } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()
afterEach(() =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`),
)

it('whoever ends a message that it took waits for its applications before it holds the message', async () => {
  const { id } = await register()
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  const senders = openSenders(desk.smev.gateway)
  senders.wake()
  await senders.idle().finally(senders.stop)
  await passDelays()
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${id}::uuid`
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  let claimed: Promise<unknown> = Promise.resolve()
  await client.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT FROM applications WHERE id = ${id}::uuid FOR NO KEY UPDATE`
      claimed = claimMessages(1, mintMessageId)
      await vi.waitFor(async () => {
        const [row] = await client.$queryRaw<[{ n: bigint }]>`
        SELECT count(*) AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`
        expect(row.n).toBe(1n)
      }, 5000)
      await tx.$queryRaw`SELECT FROM messages m JOIN deliveries d ON d.message_id = m.id
      WHERE d.application_id = ${id}::uuid FOR UPDATE OF m NOWAIT`
    },
    { timeout: 20_000 },
  )
  await client.$disconnect()
  expect(await claimed).toEqual([])
  expect(views(await card(id))).toEqual([[1, 'technical']])
})

it('a change by which its message cannot be made, a defect of ours, keeps no other from leaving', async () => {
  const all = []
  for (let n = 0; n < 5; n++) all.push(await register())
  const [good, bad] = [all.filter((_, n) => n !== 3), all[3]]
  let tries = 0
  const prepare: Gateway['prepare'] = (message) => {
    if (!message.orders.some(({ orderNumber }) => orderNumber === bad?.orderNumber))
      return desk.smev.gateway.prepare(message)
    tries++
    throw new TypeError('broken')
  }
  const send: Gateway['send'] = async (bytes, messageId) => {
    const orders = [...String(bytes).matchAll(/orderNumber>([^<]+)</g)].map(([, orderNumber = '']) => ({
      orderNumber,
      elkOrderNumber: '7',
      status: 0,
      message: 'OK',
    }))
    desk.smev.queue.push(answer(messageId, 'Create', orders))
    return desk.smev.gateway.send(bytes, messageId)
  }
  const senders = openSenders({ ...desk.smev.gateway, prepare, send }, { perMessage: 5, paceMs: 0 })
  try {
    await vi.waitFor(
      async () => {
        await asWorker(
          (tx) => tx.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`,
        )
        senders.wake()
        await pollAnswers(desk.smev.gateway)
        for (const { id } of good) expect(views(await card(id))).toEqual([[1, 'accepted']])
      },
      { timeout: 15_000, interval: 50 },
    )
  } finally {
    await senders.stop()
  }
  expect(tries, 'four of all five, and four of it alone').toBeGreaterThanOrEqual(8)
  expect((await card(bad?.id ?? '')).steps[0]?.delivery).toMatchObject({
    state: 'SENDING',
    fault: 'OwnError: TypeError',
  })
  expect(await asWorker((tx) => tx.alarm.findMany({ where: { resolvedAt: null } }))).toMatchObject([
    { kind: 'send.ask', subject: 'OwnError', details: 'TypeError' },
  ])
})

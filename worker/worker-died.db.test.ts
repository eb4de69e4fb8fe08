import { expect, it } from 'vitest'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

it('a message that ended its workers four times is parted; alone it is put aside, with an alarm (F21)', async () => {
  const [first, second] = [await register(), await register()]
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  const client = owner()
  const die = async () => {
    await client.$executeRaw`UPDATE messages SET deaths = 3, lease_token = gen_random_uuid(), next_attempt_at = app_now() WHERE state = 'PREPARED'`
  }
  const unsealed = { ...desk.smev.gateway, seal: () => Promise.reject(new Error('killed')) }
  await expect(deliver(unsealed, 100)).rejects.toThrow('killed')
  await client.$executeRaw`UPDATE messages SET lease_until = app_now() WHERE state = 'PREPARED'`
  await die()
  await deliver(desk.smev.gateway, 100) // the half of it
  expect(await client.alarm.count({ where: { kind: 'send.poison' } })).toBe(1)
  expect(await client.messageSplit.count()).toBe(1)
  expect(views(await card(second.id))).toEqual([[1, 'queued']])
  await client.$executeRaw`UPDATE messages SET envelope_id = NULL, may_be_taken = false WHERE state = 'PREPARED'`
  await die()
  await deliver(desk.smev.gateway, 100)
  await client.$disconnect()
  expect(views(await card(first.id))).toEqual([[1, 'technical']])
  expect(views(await card(second.id))).toEqual([[1, 'sent']])
})

it('of what ended its workers nothing fails that did not do so alone: when the half goes, so does the rest', async () => {
  const [first, second] = [await register(), await register()]
  const unsealed = { ...desk.smev.gateway, seal: () => Promise.reject(new Error('killed')) }
  await expect(deliver(unsealed, 100)).rejects.toThrow('killed')
  const client = owner()
  await client.$executeRaw`UPDATE messages SET deaths = 3, lease_token = gen_random_uuid(), lease_until = app_now(), next_attempt_at = app_now() WHERE state = 'PREPARED'`
  await client.$disconnect()
  await deliver(desk.smev.gateway, 100)
  reply(desk.smev.sent.length - 1, first.orderNumber)
  await pollAnswers(desk.smev.gateway)
  await deliver(desk.smev.gateway, 100)
  expect([views(await card(first.id)), views(await card(second.id))]).toEqual([
    [[1, 'accepted']],
    [[1, 'sent']],
  ])
})

it('with bytes it is not parted: it waits as one that failed so often, is told, and goes then as it is', async () => {
  const { id, orderNumber } = await register()
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  await deliver(desk.smev.gateway, 100)
  const first = desk.smev.sent.at(-1)?.messageId ?? ''
  const client = owner()
  await client.$executeRaw`UPDATE messages SET attempts = 4, deaths = 3, lease_token = gen_random_uuid(), lease_until = app_now(), next_attempt_at = app_now() WHERE id = ${first}::uuid`
  const before = desk.smev.sent.length
  await deliver(desk.smev.gateway, 100)
  expect(desk.smev.sent.length).toBe(before)
  expect(
    await client.$queryRaw`SELECT deaths, last_fault, next_attempt_at - app_now() BETWEEN interval '40 s' AND interval '80 s' AS waits FROM messages WHERE id = ${first}::uuid`,
  ).toEqual([{ deaths: 4, last_fault: 'WorkerDied: 4 workers ended while this was sent', waits: true }])
  expect(await client.alarm.count({ where: { kind: 'send.poison', subject: first } })).toBe(1)
  await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE id = ${first}::uuid`
  await client.$disconnect()
  await deliver(desk.smev.gateway, 100)
  expect(desk.smev.sent.slice(before).map(({ messageId }) => messageId)).toEqual([first])
  reply(before, orderNumber)
  await pollAnswers(desk.smev.gateway)
  expect(views(await card(id))).toEqual([[1, 'accepted']])
})

it('what cannot be ended, for somebody holds an application of it, waits ten seconds by itself and keeps no other', async () => {
  const [first, second] = [await register(), await register()]
  const unsealed = { ...desk.smev.gateway, seal: () => Promise.reject(new Error('killed')) }
  await expect(deliver(unsealed, 100)).rejects.toThrow('killed')
  const client = owner()
  const [message] = await client.message.findMany({ where: { state: 'PREPARED' }, select: { id: true } })
  await client.$executeRaw`UPDATE messages SET deaths = 3, lease_token = gen_random_uuid(), lease_until = app_now(), next_attempt_at = app_now() WHERE id = ${message?.id}::uuid`
  const later = await register()
  const leases = await client.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT FROM applications WHERE id = ${first.id}::uuid FOR NO KEY UPDATE`
      await deliver(desk.smev.gateway, 100) // comes back although the application stays held
      expect(views(await card(later.id))).toEqual([[1, 'sent']])
      return client.$queryRaw`SELECT lease_token, split_part(last_fault, ':', 1) AS fault, next_attempt_at - app_now() BETWEEN interval '0 s' AND interval '10 s' AS waits FROM messages WHERE id = ${message?.id}::uuid`
    },
    { timeout: 20_000 },
  )
  expect(leases).toEqual([{ lease_token: null, fault: 'OwnTrouble', waits: true }])
  expect(await client.messageSplit.count({ where: { messageId: message?.id } })).toBe(0)
  await client.$executeRaw`UPDATE messages SET deaths = 3, lease_token = gen_random_uuid(), lease_until = app_now(), next_attempt_at = app_now() WHERE id = ${message?.id}::uuid`
  await client.$disconnect()
  await deliver(desk.smev.gateway, 100)
  expect(
    [views(await card(first.id)), views(await card(second.id))]
      .flat()
      .map(([, view]) => view)
      .sort(),
  ).toEqual(['queued', 'sent'])
})

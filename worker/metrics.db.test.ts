import { expect, it } from 'vitest'
import { card, change, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { now } from '@/lib/core/clock'
import type { ownCertificates } from './certificates'
import { owner } from '@/scripts/testing/plant'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { watchCertificates } from './tasks/watch-certificates'
import { wakeAll } from '@/lib/delivery/wake-all'
import { metrics } from '@/lib/monitoring/metrics'

openDesk()

const read = async () =>
  Object.fromEntries(
    (await metrics())
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(' ') as [string, string])
      .map(([name, value]) => [name, Number(value)]),
  )

it('counts what waits, what was tried again and what was settled, and names nobody', async () => {
  const before = await read()
  const [first, second] = [await register(), await register()]
  expect(await read()).toMatchObject({ 'elk_open_changes{state="queued"}': 2, elk_message_retries: 0 })
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  await deliver(desk.smev.gateway)
  await passDelays()
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  await deliver(desk.smev.gateway)
  expect(await read()).toMatchObject({
    'elk_messages{state="prepared"}': 1,
    'elk_messages{state="sent"}': 1,
    elk_message_retries: 1,
    elk_backlog_age_seconds: 0,
  })
  await passDelays()
  await deliver(desk.smev.gateway)
  for (const [place, { messageId }] of desk.smev.sent.entries())
    if (desk.smev.sent.findIndex((one) => one.messageId === messageId) === place)
      reply(
        place,
        String(desk.smev.sent[place]?.bytes).includes(first.orderNumber)
          ? first.orderNumber
          : second.orderNumber,
      )
  await pollAnswers(desk.smev.gateway)
  expect((await card(first.id)).steps[0]?.delivery.view).toBe('accepted')
  const after = await read()
  expect(after['elk_settled_5m{state="accepted"}']).toBe(
    (before['elk_settled_5m{state="accepted"}'] ?? 0) + 2,
  )
  expect(after.elk_accepted_within_10s_ratio_5m).toBeGreaterThan(0)
  const text = await metrics()
  expect(text).not.toContain(first.orderNumber)
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
})

it('does not count as under way what stands behind an impossible Create, nor as overdue what waits for a person', async () => {
  const client = owner()
  const mark = (id: string) =>
    client.$executeRaw`UPDATE deliveries SET created_at = app_now() - interval '2 days', escalation = 3, escalated_at = app_now()
      WHERE application_id = ${id}::uuid AND state IN ('QUEUED', 'SENDING')`
  const refused = await register()
  await deliver(desk.smev.gateway)
  reply(0, refused.orderNumber, 5)
  await pollAnswers(desk.smev.gateway)
  await change(refused.id, 7)
  await mark(refused.id)
  const held = await read()
  expect(held).toMatchObject({
    'elk_open_changes{state="queued"}': 1,
    'elk_open_changes{state="refused"}': 1,
    elk_overdue_changes: 0,
  })
  expect(held.elk_unsettled_age_seconds).toBeGreaterThan(170_000)
  await client.$executeRaw`UPDATE deliveries SET state = 'IMPOSSIBLE' WHERE application_id = ${refused.id}::uuid AND state = 'REFUSED'`
  expect(await read()).toMatchObject({ elk_unsettled_age_seconds: 0, elk_overdue_changes: 0 })
  const late = await register()
  await mark(late.id)
  const tried = await read()
  expect(tried).toMatchObject({ 'elk_open_changes{state="impossible"}': 1, elk_overdue_changes: 1 })
  expect(tried.elk_unsettled_age_seconds).toBeGreaterThan(170_000)
  await deliver(desk.smev.gateway)
  expect(await read()).toMatchObject({
    'elk_open_changes{state="queued"}': 1,
    'elk_open_changes{state="sent"}': 1,
    elk_overdue_changes: 1,
  })
  expect(await wakeAll(null)).toEqual({ QUEUED: 1, SENDING: 1, IMPOSSIBLE: 1 })
  expect(await wakeAll(refused.id)).toEqual({ QUEUED: 1, IMPOSSIBLE: 1 })
  await client.$disconnect()
})

it('tells how many days each certificate has left, and whose it is to nobody', async () => {
  const certificate = (days: number) => ({
    owner: 'Образцова Вымышленна',
    serial: '1',
    notAfter: new Date(now().getTime() + days * 86_400_000),
  })
  const own = [
    { purpose: 'messages', certificate: certificate(10.5) },
    { purpose: 'files', certificate: certificate(-1) },
  ]
  await watchCertificates(() => own as ReturnType<typeof ownCertificates>)
  const figures = await read()
  expect(figures['elk_certificate_days{purpose="messages"}']).toBeCloseTo(10.5, 2)
  expect(figures['elk_certificate_days{purpose="files"}']).toBeCloseTo(-1, 2)
  expect(figures).toMatchObject({ elk_held_after_restore: 0 })
  expect(await metrics()).not.toContain('Образцова')
  await watchCertificates(() => [])
  expect(await metrics()).not.toContain('elk_certificate_days{')
})

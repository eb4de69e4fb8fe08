import { expect, it } from 'vitest'
import { card, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { now } from '@/lib/core/clock'
import type { ownCertificates } from './certificates'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { watchCertificates } from './tasks/watch-certificates'
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

import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'

// Before anything reads the environment: nothing can be written where a file stands in the way.
const { obstacle } = await vi.hoisted(async () => {
  const [fs, os, paths] = await Promise.all([import('node:fs'), import('node:os'), import('node:path')])
  const obstacle = paths.join(fs.mkdtempSync(paths.join(os.tmpdir(), 'elk-journal-')), 'obstacle')
  process.env.SENT_JOURNAL_DIR = paths.join(obstacle, 'journal')
  return { obstacle }
})

import { shiftClock } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { desk, openDesk, passDelays, register } from './desk.kit'
import { deliver } from './tasks/deliver'

openDesk()

const waiting = () =>
  asWorker(
    (tx) => tx.$queryRaw<{ fault: string; seconds: number }[]>`
  SELECT split_part(last_fault, ':', 1) AS fault, extract(epoch FROM next_attempt_at - app_now())::float8 AS seconds
  FROM messages WHERE state = 'PREPARED'`,
  )
const alarms = () =>
  asWorker((tx) => tx.alarm.count({ where: { subject: 'JournalNotWritten', resolvedAt: null } }))

const DAY = 86_400_000
afterAll(() => {
  shiftClock(0)
  rmSync(path.dirname(obstacle), { recursive: true })
})

it('what cannot be written down does not leave; an administrator knows, and with what is written it goes', async () => {
  await register()
  await deliver(desk.smev.gateway)
  expect(desk.smev.sent, 'nothing stands in the way yet').toHaveLength(1)
  rmSync(obstacle, { recursive: true })
  writeFileSync(obstacle, '')
  shiftClock(DAY) // which begins another file
  await register()
  await deliver(desk.smev.gateway)
  await passDelays()
  await deliver(desk.smev.gateway)
  expect(desk.smev.sent).toHaveLength(1)
  const [message, ...others] = await waiting()
  expect([message?.fault, others]).toEqual(['JournalNotWritten', []])
  expect(message?.seconds, 'tried soon: nobody tells when there is space').toBeLessThan(30)
  expect(await alarms()).toBe(1)

  rmSync(obstacle)
  await register()
  await deliver(desk.smev.gateway)
  expect(await alarms(), 'the next that was written').toBe(0)
  await deliver(desk.smev.gateway)
  expect(desk.smev.sent).toHaveLength(3)
  expect(await waiting()).toEqual([])
})

it('an alarm that was raised after the trouble was over goes with the message itself', async () => {
  await register()
  const raised = {
    ...desk.smev.gateway,
    seal: () =>
      Promise.resolve({
        ok: false as const,
        verdict: 'stop' as const,
        fault: 'JournalNotWritten',
        text: 'no space',
      }),
  }
  await deliver(raised)
  expect(await alarms()).toBe(1)
  await passDelays()
  await deliver(desk.smev.gateway)
  expect(desk.smev.sent).toHaveLength(1)
  expect(await alarms()).toBe(0)
})

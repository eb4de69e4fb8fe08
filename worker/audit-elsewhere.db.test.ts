import { afterAll, expect, it, vi } from 'vitest'

// Before anything reads the environment.
const collector = await vi.hoisted(async () => {
  const { openCollector } = await import('@/scripts/testing/collector')
  const opened = openCollector()
  process.env.LOG_SYSLOG = `tcp://127.0.0.1:${await opened.listen()}`
  return opened
})

import { asWorker } from '@/lib/core/db'
import { desk, openDesk, register } from './desk.kit'
import { sealLogs } from './tasks/seal-logs'

openDesk()
afterAll(() => {
  delete process.env.LOG_SYSLOG
  return collector.close()
})

it('every row of the audit goes to another system once, by its position, without old and new values', async () => {
  await sealLogs()
  const { _max: before } = await asWorker((tx) => tx.auditEvent.aggregate({ _max: { position: true } }))
  collector.lines.splice(0)
  const { id } = await register()
  await sealLogs()
  await sealLogs()
  const rows = await asWorker((tx) =>
    tx.auditEvent.findMany({
      where: { position: { gt: before.position ?? 0 } },
      orderBy: { position: 'asc' },
    }),
  )
  const audit = () =>
    collector.lines
      .filter(({ event }) => event === 'audit')
      .map(({ line }) => JSON.parse(line) as Record<string, unknown>)
  await collector.until(() => audit().length >= rows.length)
  expect(audit().map(({ position }) => position)).toEqual(rows.map(({ position }) => String(position)))
  const row = audit().find(({ action, subjectId }) => action === 'application.register' && subjectId === id)
  expect(row).toMatchObject({ result: 'ok', userId: desk.planted.clerk.userId, ip: '127.0.0.1' })
  expect(audit().filter((one) => 'details' in one)).toEqual([])
})

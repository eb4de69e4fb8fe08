import { expect, it } from 'vitest'
import { asWorker, beforeSignIn, inOrganisation, type Tx } from '@/lib/core/db'
import { desk, openDesk, register } from './desk.kit'
import { asOwner, openLogFolder } from './message-log.kit'

openDesk()
const log = openLogFolder()
const doors: [string, <T>(work: (tx: Tx) => Promise<T>) => Promise<T>][] = [
  ['web', (work) => inOrganisation(desk.planted.clerk, work)],
  ['web, before anybody signs in', beforeSignIn],
  ['the worker', asWorker],
]
const writes = [
  `UPDATE audit_events SET action = 'x'`,
  `UPDATE audit_events SET details = '{}', at = app_now()`,
  'UPDATE audit_events SET user_id = NULL, ip = NULL',
  'DELETE FROM audit_events',
  'TRUNCATE audit_events',
  'ALTER TABLE audit_events DISABLE TRIGGER USER',
  'UPDATE log_heads SET position = 1',
  'DELETE FROM log_heads',
  'TRUNCATE log_heads',
]

it.each(doors)('%s may neither change nor take away what was done', async (_, door) => {
  await register()
  for (const sql of writes)
    await expect(
      door((tx) => tx.$executeRawUnsafe(sql)),
      sql,
    ).rejects.toThrow(/permission denied|must be owner/)
})

it('the owner is stopped by the table itself, and the worker seals a row once', async () => {
  await register()
  await log.seal()
  const cannot = (sql: string, why: RegExp) =>
    expect(
      asOwner((client) => client.query(sql)),
      sql,
    ).rejects.toThrow(why)
  await cannot(`UPDATE audit_events SET action = 'x'`, /kept as it was written/)
  await cannot('DELETE FROM audit_events', /only grows/)
  await cannot('TRUNCATE audit_events', /only grows/)
  await expect(
    asWorker((tx) => tx.$executeRaw`UPDATE audit_events SET position = position + 1000000`),
  ).rejects.toThrow(/kept as it was written/)
})

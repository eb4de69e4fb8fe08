import { rmSync } from 'node:fs'
import type { Client } from 'pg'
import { afterAll, expect, it, vi } from 'vitest'

// A database of its own: the whole log is verified after each tampering, and others' rows in it would be verified too.
const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  return openOwnDatabase('audited')
})

import { asWorker } from '@/lib/core/db'
import { readJournal } from '@/lib/log/head-journal'
import { AUDIT } from '@/lib/log/sealed-log'
import { verifySnapshot } from '@/lib/log/verify-logs'
import { openDesk, register } from './desk.kit'
import { asOwner, openLogFolder } from './message-log.kit'
import { headsAnew, sealAnew, type Tampering } from './tampering.kit'

afterAll(own.drop) // the last of all
openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const seed = Math.floor(Math.random() * 2 ** 31)
let state = seed
const random = (below: number) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return (state >>> 8) % below
}

const writeMany = (rows: number) =>
  asWorker(
    (tx) => tx.$executeRaw`
      INSERT INTO audit_events (at, action, result, subject_type, subject_id, details, ip)
      SELECT app_now() - n * interval '1 second', 'application.edit', 'ok', 'application', gen_random_uuid()::text,
        jsonb_build_object('n', n, 'b', 1), '127.0.0.1' FROM generate_series(1, ${rows}::int) n`,
  )

/** Column → SQL of another value for it. */
const OTHER: Record<string, string> = {
  id: 'id + 1000000',
  at: `at + interval '1 millisecond'`,
  organisation_id: 'gen_random_uuid()',
  user_id: 'gen_random_uuid()',
  action: `action || 'x'`,
  result: `CASE result WHEN 'ok' THEN 'FORBIDDEN' ELSE 'ok' END`,
  subject_type: `coalesce(subject_type, '') || 'x'`,
  subject_id: `coalesce(subject_id, '') || 'x'`,
  details: `details || '{"added": 1}'`,
  ip: `coalesce(ip, '') || '9'`,
  position: 'position + 1000000',
  seal: `set_byte(seal, 0, (get_byte(seal, 0) + 1) % 256)`,
}
const CONTENT = 'id, at, organisation_id, user_id, action, result, subject_type, subject_id, details, ip'

function tamperings(end: number): Tampering[] {
  const list: Tampering[] = []
  const sql = (name: string, text: string, at?: number) =>
    list.push({ name, at, run: (client) => client.query(text) })
  const row = () => 1 + random(end)
  const planted = `INSERT INTO audit_events (at, action, result, details, position, seal)
    SELECT app_now() - interval '1 hour', 'application.edit', 'ok', '{}'`
  for (let times = 0; times < 5; times++) {
    for (const [column, other] of Object.entries(OTHER)) {
      const at = row()
      sql(`another ${column}`, `UPDATE audit_events SET ${column} = ${other} WHERE position = ${at}`, at)
    }
    const at = row()
    sql('deleted', `DELETE FROM audit_events WHERE position = ${at}`, at)
    sql(
      'deleted, the rest moved up',
      `DELETE FROM audit_events WHERE position = ${at}; UPDATE audit_events SET position = position - 1 WHERE position > ${at}`,
    )
    const [one, other] = [row(), row()]
    if (one !== other)
      for (const columns of ['position', 'at, subject_id', CONTENT])
        sql(
          `${columns} of two rows swapped`,
          `UPDATE audit_events t SET ${columns
            .split(', ')
            .map((column) => `${column} = o.${column}`)
            .join(', ')}
           FROM (SELECT * FROM audit_events WHERE position IN (${one}, ${other})) o
           WHERE t.position IN (${one}, ${other}) AND o.position <> t.position`,
        )
    const tail = end - 1 - random(20)
    sql('tail cut off', `DELETE FROM audit_events WHERE position > ${tail}`)
    sql(
      'tail cut off, its heads too',
      `DELETE FROM audit_events WHERE position > ${tail}; DELETE FROM log_heads WHERE log = 'audit_events' AND position > ${tail}`,
    )
    sql('planted behind the end', `${planted}, ${end + 1}, sha256('x')`, end + 1)
    sql(
      'planted between, the rest moved down',
      `UPDATE audit_events SET position = position + 1 WHERE position >= ${at}; ${planted}, ${at}, sha256('x')`,
    )
    sql('planted long ago, not sealed', `${planted}, NULL, NULL`)
    const anew = async (client: Client) => {
      await client.query(`UPDATE audit_events SET action = 'x' WHERE position = ${at}`)
      await sealAnew(client, AUDIT, at)
    }
    list.push({ name: 'changed, sealed anew to the end', run: anew })
    list.push({
      name: 'changed, sealed anew to the end, the heads too',
      run: async (client) => {
        await anew(client)
        await client.query(headsAnew(AUDIT))
      },
    })
  }
  sql('the whole log deleted', 'TRUNCATE audit_events')
  sql('all heads deleted', 'TRUNCATE log_heads')
  return list
}

it('every one of more than 60 tamperings of who did what is found, and nothing else', async () => {
  console.log(`seed of the tamperings: ${seed}`)
  await register() // rows as a verb writes them
  for (const rows of [120, 1, 40]) {
    await writeMany(rows)
    await log.seal()
  }
  await asOwner(async (client) => {
    await client.query('BEGIN')
    await client.query(`
      ALTER TABLE audit_events DISABLE TRIGGER USER;
      ALTER TABLE log_heads DISABLE TRIGGER USER;
      ALTER TABLE audit_events DROP CONSTRAINT audit_events_sealed, DROP CONSTRAINT audit_events_pkey;
      DROP INDEX audit_events_position_key`)
    const journal = await readJournal(log.journal)
    const judge = async () =>
      (await verifySnapshot(client, journal, [AUDIT])).flatMap(({ violations }) => violations)
    expect(await judge()).toEqual([])
    const end = Number((await client.query('SELECT max(position) AS n FROM audit_events')).rows[0].n)
    const missed: string[] = []
    const list = tamperings(end)
    for (const { name, at, run } of list) {
      await client.query('SAVEPOINT clean')
      await run(client)
      const found = await judge()
      const named = at === undefined ? found.length > 0 : found.some(({ position }) => position === at)
      if (!named) missed.push(`${name} at ${at}: ${JSON.stringify(found)}`)
      await client.query('ROLLBACK TO clean')
    }
    await client.query('ROLLBACK')
    expect(missed).toEqual([])
    expect(list.length).toBeGreaterThan(60)
    console.log(`${list.length} tamperings of ${end} rows, all found`)
  })
  expect((await log.verify()).violations).toEqual([])
})

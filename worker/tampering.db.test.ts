import { rmSync } from 'node:fs'
import type { Client } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { readJournal } from '@/lib/log/head-journal'
import { pruneLog } from '@/lib/log/prune-log'
import { ENVELOPES } from '@/lib/log/sealed-log'
import { verifySnapshot } from '@/lib/log/verify-logs'
import { openDesk } from './desk.kit'
import { asOwner, databaseUrl, logForeign, logMany, openLogFolder } from './message-log.kit'
import { takeOffGuards, tamperings } from './tampering.kit'

openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const seed = Math.floor(Math.random() * 2 ** 31)
let state = seed
const random = (below: number) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return (state >>> 8) % below
}

/** Whether a tampering changed anything: of the whole log only how many rows there are, the rest of where it works. */
const fingerprint = async (client: Client, end: number) => {
  const part = (table: string) =>
    `SELECT count(*) || coalesce(md5(string_agg(text, '' ORDER BY text) FILTER (WHERE near)), '') AS part
     FROM (SELECT (to_jsonb(t) - 'acked_at')::text AS text, coalesce(position > ${end - 150} OR position < 30 OR ${table !== 'envelopes'}, true) AS near FROM ${table} t) rows`
  const { rows } = await client.query<{ part: string }>(
    ['envelopes', 'log_acts', 'log_heads'].map(part).join(' UNION ALL '),
  )
  return rows.map((row) => row.part).join()
}

it(
  'finds every one of more than 300 tamperings, and nothing in a log that is as it was',
  { timeout: 300_000 },
  async () => {
    console.log(`seed of the tamperings: ${seed}`)
    await logMany(20, 100)
    await logForeign('<first/>')
    await log.seal()
    await pruneLog(databaseUrl(), { before: now(), to: log.folder, by: 'test', reason: 'test' })
    await log.seal()
    for (const rows of [3, 1, 30, 2, 5]) {
      await logMany(rows, 100)
      await logForeign(`<answer of="${rows}"/>`)
      await log.seal()
    }
    expect((await log.verify()).violations).toEqual([])
    await asOwner(async (client) => {
      await client.query('BEGIN')
      await takeOffGuards(client)
      const journal = await readJournal(log.journal)
      const judge = async () =>
        (await verifySnapshot(client, journal)).flatMap(({ violations }) => violations)
      expect(await judge()).toEqual([])
      const end = Number((await client.query('SELECT max(position) AS n FROM envelopes')).rows[0].n)
      const clean = await fingerprint(client, end)
      const missed: string[] = []
      let tampered = 0
      for (const { name, at, run } of tamperings(ENVELOPES, end, random)) {
        await client.query('SAVEPOINT clean')
        await run(client)
        if ((await fingerprint(client, end)) !== clean) {
          tampered++
          const found = await judge()
          const named = at === undefined ? found.length > 0 : found.some(({ position }) => position === at)
          if (!named) missed.push(`${name} at ${at}: ${JSON.stringify(found)}`)
        }
        await client.query('ROLLBACK TO clean')
      }
      await client.query('ROLLBACK')
      expect(missed).toEqual([])
      expect(tampered).toBeGreaterThan(300)
      console.log(`${tampered} tamperings of a log of ${end} rows, all found`)
    })
    expect((await log.verify()).violations).toEqual([])
  },
)

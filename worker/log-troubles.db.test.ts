import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { journalPath } from '@/lib/log/head-journal'
import { keepHeads } from '@/lib/log/keep-heads'
import { writeExport } from '@/lib/log/write-export'
import { openDesk } from './desk.kit'
import { asOwner, databaseUrl, logMany, openLogFolder } from './message-log.kit'
import { sealLogs } from './tasks/seal-logs'

openDesk()
const log = openLogFolder()
const full = mkdtempSync(path.join(tmpdir(), 'elk-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', full]).status === 0
if (!mounted) console.log('not run: a full disk, mounting a file system needs root')
afterAll(() => {
  if (mounted) spawnSync('umount', [full])
  for (const folder of [log.folder, full]) rmSync(folder, { recursive: true, force: true })
})

const alarms = (kind: string) => asWorker((tx) => tx.alarm.findMany({ where: { kind, resolvedAt: null } }))
const smev = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/smev.ts', 'log', ...args], { encoding: 'utf8' })

describe('the worker tells', () => {
  beforeEach(() => {
    rmSync(journalPath(), { force: true, recursive: true })
    return asOwner((client) =>
      client.query(`UPDATE alarms SET resolved_at = app_now() WHERE kind LIKE 'log.%'`),
    )
  })
  afterAll(() => rmSync(journalPath(), { force: true, recursive: true }))

  it('nothing while all goes well', async () => {
    await logMany(3, 20)
    await sealLogs()
    expect(existsSync(journalPath())).toBe(true)
    for (const kind of ['log.sealing', 'log.broken', 'log.unsealed']) expect(await alarms(kind)).toEqual([])
  })

  it('that the log is not what its heads say', async () => {
    await sealLogs()
    const lie = { log: 'envelopes', position: 999_999_999, seal: 'ab'.repeat(32), at: now().toISOString() }
    appendFileSync(journalPath(), `${JSON.stringify(lie)}\n`)
    await sealLogs()
    expect(await alarms('log.broken')).toMatchObject([{ subject: 'envelopes' }])
  })

  it('that heads cannot be carried out of the database, and that rows wait too long', async () => {
    mkdirSync(journalPath(), { recursive: true })
    await sealLogs()
    expect(await alarms('log.sealing')).toMatchObject([{ details: 'EISDIR' }])
    rmSync(journalPath(), { recursive: true })
    await asOwner(async (client) => {
      await client.query('REVOKE INSERT ON log_heads FROM elk_worker')
      await client.query(
        `INSERT INTO envelopes (direction, operation, body, sha256, created_at) VALUES ('OUT', 'Ack', 'x', sha256('x'), app_now() - interval '11 minutes')`,
      )
    })
    await sealLogs()
    expect(await alarms('log.unsealed'), 'it may have been committed just now').toEqual([])
    for (let looks = 0; looks < 11; looks++) await sealLogs()
    expect(await alarms('log.unsealed')).toMatchObject([{ subject: 'envelopes' }])
    expect((await log.verify()).violations.map(({ kind }) => kind)).toContain('unsealed')
    await asOwner((client) => client.query('GRANT INSERT ON log_heads TO elk_worker'))
    await sealLogs()
  })
})

it(
  'smev log verify, export and prune end with 0 when all is well, and with 1 when it is not',
  { timeout: 120_000 },
  async () => {
    await logMany(3, 20)
    await sealLogs()
    const clean = smev('verify')
    expect([clean.status, clean.stdout]).toEqual([0, expect.stringContaining('the log is as it was sealed')])
    const tomorrow = new Date(now().getTime() + 86_400_000).toISOString().slice(0, 10)
    const to = path.join(log.folder, 'cli')
    expect(smev('export', '--before', tomorrow, '--to', to).status).toBe(0)
    const [folder = ''] = readdirSync(to)
    expect(smev('verify', path.join(to, folder))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('unsigned'),
    })
    expect(smev('prune', '--before', tomorrow, '--to', to).status).toBe(1) // no reason given
    const pruned = smev('prune', '--before', tomorrow, '--to', to, '--reason', 'test', '--by', 'test')
    expect([pruned.status, pruned.stdout]).toEqual([
      0,
      expect.stringMatching(/act \d+: \d+ bodies destroyed/),
    ])
    expect(smev('verify').stdout).toMatch(/bodies destroyed by act \d+/)
    await logMany(1, 20)
    await sealLogs()
    const spoil = (sql: string) =>
      asOwner(async (client) => {
        await client.query('ALTER TABLE envelopes DISABLE TRIGGER USER')
        await client.query(
          `UPDATE envelopes SET operation = ${sql} WHERE position = (SELECT max(position) FROM envelopes)`,
        )
        await client.query('ALTER TABLE envelopes ENABLE TRIGGER USER')
      })
    await spoil(`'Forged'`)
    expect(smev('verify')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/CHANGED envelopes, position \d+, id \d+/),
    })
    await spoil(`'SendRequest'`)
    writeFileSync(path.join(to, folder, 'manifest.json'), '{}')
    expect(smev('verify', path.join(to, folder)).status).toBe(1)
  },
)

describe.runIf(mounted)('a full disk', () => {
  const filler = path.join(full, 'filler')

  it('leaves no half export, and destroys nothing', async () => {
    await asOwner((client) =>
      client.query(
        `INSERT INTO envelopes (direction, operation, body, sha256, created_at)
         SELECT 'OUT', 'Ack', body, sha256(body), app_now() FROM (
           SELECT decode(string_agg(md5(random()::text), ''), 'hex') AS body FROM generate_series(1, 30000)) made`,
      ),
    )
    await log.seal()
    const to = path.join(full, 'exports')
    await expect(writeExport(databaseUrl(), { before: now(), to })).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(readdirSync(to)).toEqual([])
  })

  it('keeps heads waiting in the database, and the journal goes on when there is room again', async () => {
    const journal = path.join(full, 'log-heads.jsonl')
    writeFileSync(journal, '')
    try {
      writeFileSync(filler, Buffer.alloc(512 * 1024))
    } catch {
      // it is full now
    }
    await expect(keepHeads(journal)).rejects.toMatchObject({ code: 'ENOSPC' })
    rmSync(filler)
    await keepHeads(journal)
    const reports = await log.verify()
    expect(reports.violations).toEqual([])
  })
})

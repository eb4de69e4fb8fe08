import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { ENVELOPES } from '@/lib/log/sealed-log'
import { sealLog } from '@/lib/log/seal-log'
import { openDesk } from './desk.kit'
import { asOwner, logForeign, logMany, openLogFolder } from './message-log.kit'

openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const sealed = () => asWorker((tx) => tx.envelope.count({ where: { position: { not: null } } }))

describe('the log is sealed', () => {
  it('in batches, its head is carried to a file of its owner, and it verifies', async () => {
    await logMany(1100, 200)
    await logForeign('<a/>')
    await log.seal()
    const { reports, violations } = await log.verify()
    expect(violations).toEqual([])
    expect(reports[0]).toMatchObject({ sealed: await sealed(), unsealed: { rows: 0 }, heads: { journal: 1 } })
    expect(statSync(log.journal).mode & 0o777).toBe(0o600)
  })

  it('by one of several workers at once, each row once, also while rows are written', async () => {
    const before = await sealed()
    const writing = Promise.all([logMany(700, 50), logMany(700, 50), logMany(700, 50)])
    await Promise.all(Array.from({ length: 12 }, () => sealLog(ENVELOPES)))
    await writing
    await log.seal()
    expect(await sealed()).toBe(before + 2100)
    expect((await log.verify()).violations).toEqual([])
  })

  it('and a worker killed before it told the journal leaves nothing wrong: the next one tells it', async () => {
    await logMany(2, 50)
    while ((await sealLog(ENVELOPES)) > 0);
    expect((await log.verify()).violations).toEqual([])
    await log.seal()
    expect(readFileSync(log.journal, 'utf8')).toContain(`"position":${await sealed()},`)
  })

  it('and what is not sealed yet is told, and is no violation', async () => {
    await logMany(3, 50)
    const { reports, violations } = await log.verify()
    expect(violations).toEqual([])
    expect(reports[0]?.unsealed).toMatchObject({ rows: 3, oldest: expect.stringMatching(/^20/) })
    await log.seal()
  })

  it('and kept so: neither the worker nor the owner changes what is sealed', async () => {
    const { id } = await asWorker((tx) =>
      tx.envelope.findFirstOrThrow({ where: { position: 1 }, select: { id: true } }),
    )
    const cannot = (sql: string, why: RegExp) =>
      expect(asOwner((client) => client.query(`${sql} WHERE id = ${id}`))).rejects.toThrow(why)
    await cannot(`UPDATE envelopes SET original_message_id = 'x'`, /kept as it was sealed/)
    await cannot(`UPDATE envelopes SET position = NULL, seal = NULL`, /kept as it was sealed/)
    await cannot(`UPDATE envelopes SET body = 'x'`, /kept as it came/)
    await cannot(`DELETE FROM envelopes`, /only grows/)
    await expect(asOwner((client) => client.query('DELETE FROM log_heads'))).rejects.toThrow(/only grows/)
    await expect(
      asWorker((tx) => tx.$executeRaw`UPDATE envelopes SET body = NULL, act_id = 1 WHERE id = ${id}`),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('the journal of heads', () => {
  it('gets over a line that a full disk or a kill cut off', async () => {
    appendFileSync(log.journal, '{"log":"envelopes","posit')
    expect((await log.verify()).violations).toEqual([])
    await logMany(2, 50)
    await log.seal()
    const lines = readFileSync(log.journal, 'utf8').trim().split('\n')
    const heads = lines.map((line) => JSON.parse(line) as { log: string; position: number })
    expect(heads.filter((head) => head.log === 'envelopes').at(-1)?.position).toBe(await sealed())
    expect((await log.verify()).violations).toEqual([])
  })

  it('that knows a head the database has not stops the sealing', async () => {
    const lie = {
      log: 'envelopes',
      position: (await sealed()) + 5,
      seal: 'ab'.repeat(32),
      at: '2026-01-01T00:00:00.000Z',
    }
    const kept = readFileSync(log.journal)
    appendFileSync(log.journal, `${JSON.stringify(lie)}\n`)
    await expect(log.seal()).rejects.toThrow('is not in the database')
    const { violations } = await log.verify()
    expect(violations.map(({ kind }) => kind)).toEqual(['truncated', 'deleted'])
    rmSync(log.journal)
    expect((await log.verify()).reports[0]?.heads.journal).toBeUndefined()
    appendFileSync(log.journal, kept)
  })
})

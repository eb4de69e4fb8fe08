import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { getMessageXml } from '@/lib/delivery/get-message-xml'
import { checkExport } from '@/lib/log/check-export'
import { destroyExported } from '@/lib/log/destroy-exported'
import { pruneLog } from '@/lib/log/prune-log'
import { writeExport } from '@/lib/log/write-export'
import { testSigner } from '@/lib/smev/signature/answer.kit'
import { card, desk, openDesk, register, reply } from './desk.kit'
import { asOwner, databaseUrl, logForeign, logMany, openLogFolder } from './message-log.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { pruneByTerm } from './tasks/prune-by-term'

vi.hoisted(() => (process.env.LOG_RETENTION_DAYS = '30'))

openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const signer = testSigner('Администрация')
const ordered = { by: 'test', reason: 'test' }
const prune = (to: string) => pruneLog(databaseUrl(), { before: now(), to, signer, ...ordered })
const bodies = (ids: bigint[]) =>
  asWorker((tx) => tx.envelope.count({ where: { id: { in: ids }, body: { not: null } } }))
const acts = () => asWorker((tx) => tx.logAct.count())
const folderOf = (name: string) => path.join(log.folder, name)
const exportsIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : []

/** A delivered change with its answer, and one that waits for it, both sealed. */
async function exchange() {
  const [done, open] = [await register(), await register()]
  await deliver(desk.smev.gateway)
  const at = (number: string) => desk.smev.sent.findIndex(({ bytes }) => String(bytes).includes(number))
  reply(at(done.orderNumber), done.orderNumber)
  await pollAnswers(desk.smev.gateway)
  await log.seal()
  const of = (place: number) => {
    const messageId = desk.smev.sent[place]?.messageId ?? ''
    return asWorker((tx) =>
      tx.envelope.findMany({
        where: { OR: [{ messageId }, { originalMessageId: messageId }] },
        select: { id: true },
      }),
    ).then((rows) => rows.map(({ id }) => id))
  }
  return {
    done: { ...done, ids: await of(at(done.orderNumber)) },
    open: { ...open, ids: await of(at(open.orderNumber)) },
  }
}

describe('what is settled and old enough', () => {
  it('is exported, signed, and destroyed by an act; what waits for an answer stays', async () => {
    const { done, open } = await exchange()
    const to = folderOf('whole')
    const pruned = await prune(to)
    expect([await bodies(done.ids), await bodies(open.ids)]).toEqual([0, open.ids.length])
    expect(done.ids).toHaveLength(2)
    const checked = await checkExport(pruned[0]?.folder ?? '')
    expect(checked).toMatchObject({
      problems: [],
      manifest: { signedBy: 'Администрация', rows: pruned[0]?.rows },
      signers: [{ owner: 'Администрация' }],
    })
    await log.seal()
    const { reports, violations } = await log.verify()
    expect(violations).toEqual([])
    expect(reports[0]?.destroyed.get(String(pruned[0]?.act))).toBe(pruned[0]?.rows)
    const audited = await asWorker((tx) =>
      tx.auditEvent.count({ where: { action: 'log.prune', subjectId: String(pruned[0]?.act) } }),
    )
    expect(audited).toBe(1)
    const { steps } = await card(done.id)
    const shown = await getMessageXml(desk.planted.administrator, { deliveryId: steps[0]?.deliveryId ?? '' })
    expect(shown).toHaveLength(2)
    expect(shown[0]).toMatchObject({
      xml: '',
      destroyed: { act: String(pruned[0]?.act), exportDigest: checked.digest },
    })
    expect(await prune(to)).toEqual([])
  })

  it('is marked as unsigned where nobody signs, and a younger one stays', async () => {
    const id = await logForeign('<young/>')
    await log.seal()
    const to = folderOf('unsigned')
    const folder = await writeExport(databaseUrl(), { before: now(), to })
    expect(await checkExport(folder ?? '')).toMatchObject({ problems: [], manifest: { signedBy: null } })
    await pruneLog(databaseUrl(), { before: new Date(now().getTime() - 3_600_000), to, ...ordered })
    expect(await bodies([id])).toBe(1)
  })
})

describe('the worker, by the term that is set', () => {
  it('prunes under its own role what is older, and tells what stands in its way', async () => {
    const to = path.resolve(env().DATA_DIR, 'log-exports')
    rmSync(to, { recursive: true, force: true })
    const ids = await asOwner(async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `INSERT INTO envelopes (direction, operation, body, sha256, created_at)
         SELECT 'OUT', 'Ack', 'x', sha256('x'), app_now() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) days RETURNING id`,
      )
      return rows.map(({ id }) => BigInt(id))
    })
    await log.seal()
    mkdirSync(path.dirname(to), { recursive: true })
    writeFileSync(to, 'not a folder')
    expect(await pruneByTerm()).toEqual([])
    expect(
      await asWorker((tx) => tx.alarm.count({ where: { kind: 'log.retention', resolvedAt: null } })),
    ).toBe(1)
    rmSync(to)
    expect(await pruneByTerm()).toMatchObject([{ rows: 1 }])
    expect([await bodies(ids.slice(0, 1)), await bodies(ids.slice(1))]).toEqual([1, 0])
    await log.seal()
    expect((await log.verify()).violations).toEqual([])
  })

  it('leaves it to another machine that is at it, without an alarm', async () => {
    const raised = () =>
      asWorker((tx) => tx.alarm.aggregate({ where: { kind: 'log.retention' }, _sum: { times: true } }))
    const before = await raised()
    await asOwner(async (other) => {
      await other.query('SELECT pg_advisory_lock(7269002)')
      expect(await pruneByTerm()).toEqual([])
    })
    expect(await raised()).toEqual(before)
  })
})

describe('nothing is destroyed without an export', () => {
  afterEach(() => asOwner((client) => client.query('GRANT INSERT ON audit_events TO elk_worker')))

  it('when a row is not what was sealed', async () => {
    await logMany(2, 20)
    await log.seal()
    const id = await asOwner(async (client) => {
      const { rows } = await client.query<{ id: string }>(
        'SELECT id FROM envelopes ORDER BY position DESC NULLS LAST LIMIT 1',
      )
      await client.query('ALTER TABLE envelopes DISABLE TRIGGER USER')
      await client.query('UPDATE envelopes SET body = body || $1::bytea WHERE id = $2', [
        Buffer.from('!'),
        rows[0]?.id,
      ])
      return BigInt(rows[0]?.id ?? 0)
    })
    const before = await acts()
    await expect(prune(folderOf('spoiled'))).rejects.toThrow('does not hold, nothing is destroyed')
    expect([await acts(), await bodies([id])]).toEqual([before, 1])
    await asOwner(async (client) => {
      await client.query('UPDATE envelopes SET body = substr(body, 1, length(body) - 1) WHERE id = $1', [id])
      await client.query('ALTER TABLE envelopes ENABLE TRIGGER USER')
    })
    expect((await log.verify()).violations).toEqual([])
  })

  it('when the act fails at its last step: act, bodies and audit are all or nothing', async () => {
    await logMany(2, 20)
    await log.seal()
    await asOwner((client) => client.query('REVOKE INSERT ON audit_events FROM elk_worker'))
    const [before, held] = [
      await acts(),
      await asWorker((tx) => tx.envelope.count({ where: { body: { not: null } } })),
    ]
    await expect(prune(folderOf('denied'))).rejects.toThrow('refusal.noAudit')
    expect(await acts()).toBe(before)
    expect(await asWorker((tx) => tx.envelope.count({ where: { body: { not: null } } }))).toBe(held)
  })

  it('when the same rows were destroyed by another act meanwhile', async () => {
    await logMany(2, 20)
    await log.seal()
    const folder = (await writeExport(databaseUrl(), { before: now(), to: folderOf('raced') })) ?? ''
    await prune(folderOf('raced'))
    const { manifest, digest = '', positions } = await checkExport(folder)
    const exported = { name: path.basename(folder), digest, manifest: manifest!, positions }
    await expect(destroyExported(exported, ordered)).rejects.toThrow('another act was faster')
    expect((await log.verify()).violations).toEqual([])
  })

  it('by a worker of its own accord: only an act of the same transaction may', async () => {
    await expect(
      asWorker((tx) => tx.$queryRaw`SELECT destroy_log_bodies(1, ARRAY[1]::bigint[])`),
    ).rejects.toThrow('in its own transaction only')
  })

  it('when the process is killed, wherever that is', { timeout: 120_000 }, async () => {
    for (const delay of [0, 20, 60, 120, 250]) {
      const { _max: others } = await asWorker((tx) => tx.envelope.aggregate({ _max: { id: true } }))
      await logMany(800, 3000)
      await log.seal()
      const to = folderOf(`killed-${delay}`)
      await killWhile(to, delay)
      const rows = await asWorker((tx) =>
        tx.logAct.findMany({
          where: { exportName: { in: exportsIn(to).map((folder) => path.basename(folder)) } },
        }),
      )
      for (const folder of exportsIn(to).filter((name) => !path.basename(name).startsWith('.'))) {
        const { problems, digest } = await checkExport(folder)
        expect(problems).toEqual([])
        const act = rows.find(({ exportName }) => exportName === path.basename(folder))
        if (act) expect(Buffer.from(act.exportDigest).toString('hex')).toBe(digest)
      }
      const orphans = await asWorker((tx) => tx.envelope.count({ where: { body: null, act: null } }))
      expect(orphans).toBe(0)
      await prune(to) // what was broken off goes on, and nothing half-written is left
      expect(exportsIn(to).filter((name) => path.basename(name).startsWith('.'))).toEqual([])
      expect(
        await asWorker((tx) =>
          tx.envelope.count({
            where: {
              id: { gt: others.id ?? 0 },
              position: { not: null },
              act: null,
              body: { not: null },
            },
          }),
        ),
      ).toBe(0)
      await log.seal()
      expect((await log.verify()).violations).toEqual([])
    }
  })
})

/** Prunes in a process of its own and kills it so long after its first file is there. */
async function killWhile(to: string, delay: number): Promise<void> {
  const args = [
    '--import',
    'tsx',
    'scripts/smev.ts',
    'log',
    'prune',
    '--before',
    tomorrow(),
    '--to',
    to,
    '--reason',
    'test',
  ]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const begun = setInterval(() => {
    if (exportsIn(to).length === 0) return
    clearInterval(begun)
    setTimeout(() => child.kill('SIGKILL'), delay)
  }, 2)
  await ended
  clearInterval(begun)
}

const tomorrow = () => new Date(now().getTime() + 86_400_000).toISOString().slice(0, 10)

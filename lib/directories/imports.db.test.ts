import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { applyImport } from './apply-import'
import { cancelImport } from './cancel-import'
import { findSenderProblem } from './find-sender-problem'
import { listDirectories } from './list-directories'
import { listDirectory, listStatuses } from './list-directory'
import { previewImport } from './preview-import'
import { requestImports } from './request-imports'
import type { DirectoryNumber, DirectoryRow } from './schema'

const client = owner()
let planted: Planted
let other: Planted
let before: Awaited<ReturnType<typeof client.directoryEntry.findMany>>

const restore = async () => {
  await client.$executeRaw`DELETE FROM directory_imports`
  await client.directoryEntry.deleteMany()
  const data = before.map((row) => ({ ...row, attributes: row.attributes ?? {} }))
  await client.directoryEntry.createMany({ data })
}
beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
  before = await client.directoryEntry.findMany()
})
beforeEach(restore)
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const row = (code: string, name: string, attributes: Record<string, string> = {}): DirectoryRow => ({
  code,
  name,
  attributes,
})
/** A reading whose rows have all come. */
async function received(directory: DirectoryNumber, rows: DirectoryRow[], who = planted.administrator) {
  const at = new Date()
  const { id } = await client.directoryImport.create({
    data: {
      directory,
      organisationId: who.organisationId,
      state: 'RECEIVED',
      requestedById: who.userId,
      requestedAt: at,
      nextAttemptAt: at,
      receivedAt: at,
      revision: 5,
      revisionDate: new Date('2026-10-01'),
      expected: rows.length,
      received: rows.length,
      rows,
    },
  })
  return id
}
const preview = (importId: string, who: Session = planted.administrator) => previewImport(who, { importId })
const audits = (subjectId: string) =>
  client.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })
const stateOf = async (directory: number, who = planted.administrator) =>
  (await listDirectories(who)).rows.find((one) => one.directory === directory)
const open = (directory: number, which: 'open' | 'all' = 'open') =>
  inOrganisation(planted.clerk, (tx) => listDirectory(tx, directory, which))

const channels = [
  row('4', 'Подразделение ведомства'), // as it is, confirmed
  row('1', 'МФЦ'), // as it is, not confirmed
  row('2', 'РПГУ'), // another name
  row('77', 'Новый канал', { Примечание: 'да' }),
]

describe('the differences', () => {
  it('are exact: added, changed, closed, the same, and what loses its mark', async () => {
    const importId = await received(7213, channels)
    const { found, base } = await preview(importId)
    expect(base).toBe('')
    expect(found?.counts).toEqual({ added: 1, changed: 1, closed: 4, same: 2, confirmed: 1 })
    expect(found?.differences).toContainEqual({
      kind: 'changed',
      code: '2',
      reopened: false,
      old: 'Региональный портал',
      name: 'РПГУ',
      attributes: [],
    })
    expect(found?.differences).toContainEqual({
      kind: 'added',
      code: '77',
      reopened: false,
      old: null,
      name: 'Новый канал',
      attributes: [{ attribute: 'Примечание', old: '', new: 'да' }],
    })
    expect(found?.differences.filter(({ kind }) => kind === 'closed').map(({ code }) => code)).toEqual([
      '-1',
      '12',
      '3',
      '5',
    ])
    const closed = await previewImport(planted.administrator, { importId, kind: 'closed' })
    expect(closed.found?.differences).toHaveLength(4)
    expect(await open(7213)).toHaveLength(7)
  })

  it('of a reading that is not there are not found', async () => {
    await expect(preview(crypto.randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('applying', () => {
  it('gives clerks the new rows, closes the missing ones and keeps their words', async () => {
    const importId = await received(7213, channels)
    await applyImport(planted.administrator, { importId, base: '' })
    expect((await open(7213)).map(({ code, name, confirmed }) => [code, name, confirmed]).sort()).toEqual([
      ['1', 'МФЦ', true],
      ['2', 'РПГУ', true],
      ['4', 'Подразделение ведомства', true],
      ['77', 'Новый канал', true],
    ])
    expect((await open(7213, 'all')).find(({ code }) => code === '12')?.name).toBe('Беззаявительный порядок')
    const [event] = await audits(importId)
    expect(event).toMatchObject({
      action: 'directory.apply',
      userId: planted.administrator.userId,
      details: { directory: 7213, revision: 5, added: 1, changed: 1, closed: 4 },
    })
    expect(await stateOf(7213)).toMatchObject({
      rows: 4,
      unconfirmed: 0,
      applied: { revision: 5, revisionDate: new Date('2026-10-01') },
      stale: false,
    })
  })

  it('opens a code that comes back, and compares what was read with what was read before', async () => {
    const first = await received(7213, channels)
    await applyImport(planted.administrator, { importId: first, base: '' })
    const second = await received(7213, [
      row('12', 'Беззаявительный'),
      row('77', 'Новый канал', { Примечание: 'нет' }),
    ])
    const { found, base } = await preview(second)
    expect(base).toBe(first)
    expect(found?.differences[0]).toMatchObject({ kind: 'added', code: '12', reopened: true })
    expect(found?.differences[1]).toMatchObject({
      kind: 'changed',
      code: '77',
      attributes: [{ attribute: 'Примечание', old: 'да', new: 'нет' }],
    })
    await applyImport(planted.administrator, { importId: second, base })
    expect((await open(7213)).map(({ code }) => code).sort()).toEqual(['12', '77'])
  })

  it('leaves what the product knows of a status beside what ЕСНСИ says; a foreign attribute cannot take its place', async () => {
    const importId = await received(7212, [
      row('3', 'Услуга оказана', { class: 'pause', files: 'никаких' }),
      row('223', 'Иное', { class: 'granted' }),
      row('не число', 'Странное'),
    ])
    await applyImport(planted.administrator, { importId, base: '' })
    const statuses = await inOrganisation(planted.clerk, (tx) => listStatuses(tx))
    expect(statuses.map(({ number, class: kind, files }) => [number, kind, files])).toEqual([
      [3, 'granted', 'required'],
      [223, 'progress', 'allowed'],
    ])
    const all = await inOrganisation(planted.clerk, (tx) => listStatuses(tx, 'all'))
    expect(all.find(({ number }) => number === 6)?.name).toBe('Заявление принято')
  })

  it('happens once, whoever presses and however often', async () => {
    const importId = await received(7213, channels)
    const presses = [planted.administrator, other.administrator, planted.administrator].map((who) =>
      applyImport(who, { importId, base: '' }),
    )
    const results = await Promise.allSettled(presses)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'CONFLICT', message: 'directories.alreadyApplied' })
    expect(await audits(importId)).toHaveLength(1)
  })

  it('is refused when another reading was applied since the differences were shown, and nothing changes', async () => {
    const shown = await received(7213, channels)
    await applyImport(planted.administrator, { importId: shown, base: '' })
    const next = await received(7213, [row('4', 'Иначе')])
    await expect(applyImport(other.administrator, { importId: next, base: '' })).rejects.toMatchObject({
      message: 'directories.changedSince',
    })
    expect((await open(7213)).find(({ code }) => code === '4')?.name).toBe('Подразделение ведомства')
    await applyImport(other.administrator, { importId: next, base: shown })
    expect((await open(7213)).find(({ code }) => code === '4')?.name).toBe('Иначе')
  })

  it('is refused for what was given up or has not come', async () => {
    const importId = await received(7213, channels)
    await cancelImport(planted.administrator, { importId })
    await cancelImport(planted.administrator, { importId })
    expect((await audits(importId)).map(({ action }) => action)).toEqual(['directory.cancel'])
    await expect(applyImport(planted.administrator, { importId, base: '' })).rejects.toMatchObject({
      message: 'directories.notReceived',
    })
    expect((await preview(importId)).found).toBeNull()
  })
})

describe('asking', () => {
  it('twice is asking once; asking anew gives up what was read and not applied', async () => {
    const ask = () => requestImports(planted.administrator, { directories: [7210, 7210, 7211] })
    await Promise.all([ask(), ask(), requestImports(other.administrator, { directories: [7210] })])
    expect(await client.directoryImport.count({ where: { state: 'REQUESTED' } })).toBe(2)
    const importId = await received(7213, channels)
    await requestImports(planted.administrator, { directories: [7213] })
    expect((await preview(importId)).state).toBe('CANCELLED')
    expect((await stateOf(7213))?.reading?.state).toBe('REQUESTED')
  })

  it('goes by СМЭВ itself alone', async () => {
    await client.organisation.update({ where: { id: other.organisationId }, data: { smevDriver: 'FOLDER' } })
    await expect(requestImports(other.administrator, { directories: [7210] })).rejects.toMatchObject({
      message: 'directories.onlyDirect',
    })
    expect((await listDirectories(other.administrator)).direct).toBe(false)
    await client.organisation.update({ where: { id: other.organisationId }, data: { smevDriver: null } })
  })

  it('is an administrator’s', () => {
    expect(can(planted.administrator, 'directories.manage')).toBe(true)
    for (const who of [planted.clerk, planted.supervisor]) expect(can(who, 'directories.manage')).toBe(false)
  })
})

describe('the list', () => {
  it('says what is older than ninety days', async () => {
    const importId = await received(7213, channels)
    await applyImport(planted.administrator, { importId, base: '' })
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
    await client.directoryImport.update({ where: { id: importId }, data: { decidedAt: ago(89) } })
    expect((await stateOf(7213))?.stale).toBe(false)
    await client.directoryImport.update({ where: { id: importId }, data: { decidedAt: ago(91) } })
    expect((await stateOf(7213))?.stale).toBe(true)
    expect((await stateOf(7210))?.stale).toBe(false)
  })

  it('says whether ЕСНСИ lets our organisation send, once its list was read', async () => {
    const problem = () => findSenderProblem(planted.administrator)
    expect(await problem()).toBeNull()
    const { inn, kpp } = await client.organisation.findUniqueOrThrow({
      where: { id: planted.organisationId },
    })
    const sender = (own: string, blocked: string) => row(`${own}_${kpp}`, 'Кто-то', { BLOCKED: blocked })
    let base = ''
    const become = async (...rows: DirectoryRow[]) => {
      const importId = await received(8248, rows)
      await applyImport(planted.administrator, { importId, base })
      base = importId
    }
    await become(sender('9900000000', 'false'))
    expect(await problem()).toBe('absent')
    await become(sender(inn, 'true'))
    expect(await problem()).toBe('blocked')
    await become(sender(inn, 'false'))
    expect(await problem()).toBeNull()
  })
})

describe('the rights in the database', () => {
  it('let web neither delete a row nor change what was read', async () => {
    const importId = await received(7213, channels)
    const web = (statement: string) =>
      inOrganisation(planted.administrator, (tx) => tx.$executeRawUnsafe(statement))
    await expect(web('DELETE FROM directory_entries')).rejects.toThrow(/permission denied/)
    await expect(web('DELETE FROM directory_imports')).rejects.toThrow(/permission denied/)
    await expect(web(`UPDATE directory_imports SET received = 0 WHERE id = '${importId}'`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(web("UPDATE directory_entries SET code = 'x'")).rejects.toThrow(/permission denied/)
  })
})

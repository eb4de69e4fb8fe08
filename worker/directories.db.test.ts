import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { asWorker, disconnect } from '@/lib/core/db'
import { applyImport } from '@/lib/directories/apply-import'
import { cancelImport } from '@/lib/directories/cancel-import'
import { listDirectories, type DirectoryState } from '@/lib/directories/list-directories'
import { previewImport } from '@/lib/directories/preview-import'
import { requestImports } from '@/lib/directories/request-imports'
import { directoryNumbers, type DirectoryNumber } from '@/lib/directories/schema'
import { createGateway, type Gateway, type GatewaySettings } from '@/lib/smev/gateway'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import * as h from '@/simulators/smev/harness'
import { askDirectories } from './tasks/ask-directories'
import { pollAnswers } from './tasks/poll-answers'

/** The reading of ЕСНСИ, end to end: the database, the worker's steps and the whole simulator. */
let simulator: h.Process
let planted: Planted
const gateways: Gateway[] = []
const client = owner()
let before: Awaited<ReturnType<typeof client.directoryEntry.findMany>>

function open(change: Partial<GatewaySettings> = {}): Gateway {
  const gateway = createGateway({
    endpoint: `${simulator.address}/smev/v1.2/ws`,
    fileStore: { host: '127.0.0.1', port: simulator.ftpPort, user: 'anonymous', password: 'anonymous' },
    selector: { rootElement: 'ElkOrderResponse' },
    timeoutMs: 2000,
    maxBytes: 1_000_000,
    ...change,
  })
  gateways.push(gateway)
  return gateway
}
const settings = (body: object) => h.control(simulator, 'PUT', 'settings', body)

beforeAll(async () => {
  simulator = await h.start()
  planted = await plantTestOrganisation()
  before = await client.directoryEntry.findMany()
})
afterEach(async () => {
  await settings({ delayMs: 0, cnsiPartBytes: 0 })
  await client.$executeRaw`UPDATE directory_imports SET state = 'CANCELLED', message_id = NULL, envelope_id = NULL
    WHERE state IN ('REQUESTED', 'ASKED', 'RECEIVED')`
})
afterAll(async () => {
  for (const gateway of gateways) gateway.close()
  await h.stop(simulator)
  // The other files read the directories as they were planted, and count alarms of their own.
  await client.alarm.deleteMany()
  await client.$executeRaw`DELETE FROM directory_imports`
  await client.directoryEntry.deleteMany()
  await client.directoryEntry.createMany({
    data: before.map((row) => ({ ...row, attributes: row.attributes ?? {} })),
  })
  await client.$disconnect()
  await disconnect()
})

const ask = (...directories: DirectoryNumber[]) => requestImports(planted.administrator, { directories })
const stateOf = async (directory: DirectoryNumber): Promise<NonNullable<DirectoryState['reading']>> => {
  const found = (await listDirectories(planted.administrator)).rows.find((row) => row.directory === directory)
  if (!found?.reading) throw new Error('nobody asked')
  return found.reading
}
const raw = async (directory: number) =>
  client.directoryImport.findFirstOrThrow({ where: { directory }, orderBy: { requestedAt: 'desc' } })
const due = () => client.$executeRaw`UPDATE directory_imports SET next_attempt_at = app_now()`

async function run(gateway: Gateway, ...directories: DirectoryNumber[]): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await askDirectories(() => gateway)
    await pollAnswers(gateway)
    const states = await Promise.all(directories.map(stateOf))
    if (states.every(({ state }) => state !== 'REQUESTED' && state !== 'ASKED')) return
    await sleep(20)
  }
  throw new Error('not read')
}
const preview = async (directory: DirectoryNumber) => {
  const told = await previewImport(planted.administrator, { importId: (await stateOf(directory)).id })
  if (!told.found) throw new Error(told.state)
  return { ...told, found: told.found }
}
const apply = async (directory: DirectoryNumber) => {
  const { importId, base } = await preview(directory)
  return applyImport(planted.administrator, { importId, base })
}

describe('directories of ЕСНСИ', () => {
  it('are read, all seven, with every envelope kept', async () => {
    await ask(...directoryNumbers)
    await run(open(), ...directoryNumbers)
    const served = await h.control<{ number: number; rows: number }[]>(simulator, 'GET', 'directories')
    for (const directory of directoryNumbers) {
      const reading = await raw(directory)
      expect(reading).toMatchObject({ state: 'RECEIVED', revision: 1, fault: null })
      expect(reading.revisionDate?.toISOString()).toBe('2026-01-15T00:00:00.000Z')
      expect(reading.received, `${directory}`).toBe(served.find(({ number }) => number === directory)?.rows)
      expect(reading.asked).toHaveLength(3)
      const log = await asWorker((tx) =>
        tx.envelope.findMany({
          where: { OR: [{ messageId: { in: reading.asked } }, { originalMessageId: { in: reading.asked } }] },
        }),
      )
      expect(log.filter(({ direction }) => direction === 'OUT')).toHaveLength(3)
      expect(log.filter(({ direction, ackedAt }) => direction === 'IN' && ackedAt)).toHaveLength(3)
      expect(log.every(({ organisationId }) => organisationId === planted.organisationId)).toBe(true)
    }
    const { found } = await preview(7293)
    expect(found.counts).toEqual({ added: 2, changed: 0, closed: 0, same: 0, confirmed: 0 })
    const channels = await preview(7213)
    expect(channels.found.differences).toContainEqual(
      expect.objectContaining({ kind: 'changed', code: '2', old: 'Региональный портал', name: 'РПГУ' }),
    )
  })

  it.each([
    ['in pieces', { cnsiPartBytes: 100 }, {}],
    ['when everything comes as multipart', { mtom: true }, {}],
    ['by the root of the request', {}, { cnsiRoot: 'CnsiRequest' }],
    ['by a selector that takes everything', {}, { selector: {} }],
  ])('are read %s', async (_, told, change) => {
    await settings(told)
    await ask(7212)
    await run(open(change), 7212)
    await settings({ mtom: false })
    expect(await raw(7212)).toMatchObject({ state: 'RECEIVED', fault: null })
    const { found } = await preview(7212)
    expect(found.counts.added + found.counts.changed + found.counts.same).toBe((await raw(7212)).expected)
  })

  it('are shown as differences when there is a new revision, and become it when it is applied', async () => {
    const gateway = open()
    await ask(7293)
    await run(gateway, 7293)
    await apply(7293)
    await h.control(simulator, 'PUT', 'directories/7293', [
      ['ELK_SAMPLE_VISIT', 'Приглашение', 'Ждём вас ${(date)!}'],
      ['ELK_NEW', 'Новый', 'Текст'],
    ])
    await ask(7293)
    await run(gateway, 7293)
    const { found, revision } = await preview(7293)
    expect(revision).toBe(2)
    expect(found.differences.map(({ kind, code, old, name }) => [kind, code, old, name])).toEqual([
      ['changed', 'ELK_SAMPLE_VISIT', 'Приглашение (пример)', 'Приглашение'],
      ['added', 'ELK_NEW', null, 'Новый'],
      ['closed', 'ELK_SAMPLE_TEMPLATE', 'Пример', null],
    ])
    expect(found.differences[0]?.attributes).toEqual([
      {
        attribute: 'Шаблон',
        old: 'Ждём вас ${(date)!} по адресу: ${(address)!}',
        new: 'Ждём вас ${(date)!}',
      },
    ])
    await apply(7293)
    const rows = await client.directoryEntry.findMany({
      where: { directory: 7293 },
      orderBy: { code: 'asc' },
    })
    expect(rows.map(({ code, closedAt, confirmed }) => [code, closedAt === null, confirmed])).toEqual([
      ['ELK_NEW', true, true],
      ['ELK_SAMPLE_TEMPLATE', false, true],
      ['ELK_SAMPLE_VISIT', true, true],
    ])
  })

  it('of more records than a page holds are read page by page', async () => {
    const rows = Array.from({ length: 2500 }, (_, at) => [`T${at}`, `Шаблон ${at}`, ''])
    await h.control(simulator, 'PUT', 'directories/7293', rows)
    await ask(7293)
    await run(open(), 7293)
    const { received, asked, rows: kept } = await raw(7293)
    expect([received, asked.length]).toEqual([2500, 5])
    expect((kept as { code: string }[]).map(({ code }) => code)).toEqual(rows.map(([code]) => code))
    expect((await preview(7293)).found).toMatchObject({ differences: { length: 500 }, more: 2002 })
  })

  it('that ЕСНСИ does not have fail in words', async () => {
    await client.directoryImport.create({
      data: {
        directory: 9999,
        organisationId: planted.organisationId,
        requestedById: planted.administrator.userId,
        requestedAt: new Date(),
        nextAttemptAt: new Date(),
      },
    })
    const gateway = open()
    for (let tries = 0; tries < 100 && (await raw(9999)).state !== 'FAILED'; tries++) {
      await askDirectories(() => gateway)
      await pollAnswers(gateway)
      await sleep(20)
    }
    expect((await raw(9999)).fault).toMatch(/^directories\.fault\.NO_DATA\?code=9999&/)
  })

  it('whose answer does not come wait; given up, its late answer is acknowledged and changes nothing', async () => {
    await settings({ delayMs: 500 })
    const gateway = open()
    await ask(7246)
    await askDirectories(() => gateway)
    await pollAnswers(gateway)
    const { id, state, sentAt } = await stateOf(7246)
    expect(state).toBe('ASKED')
    expect(sentAt).not.toBeNull()
    await cancelImport(planted.administrator, { importId: id })
    const { asked } = await raw(7246)
    const answers = () =>
      client.envelope.findMany({ where: { originalMessageId: { in: asked }, ackedAt: { not: null } } })
    for (let tries = 0; tries < 100 && (await answers()).length === 0; tries++) {
      await pollAnswers(gateway)
      await sleep(20)
    }
    expect(await answers()).toHaveLength(1)
    expect(await raw(7246)).toMatchObject({ state: 'CANCELLED', revision: null, messageId: null })
  })
})

describe('a question to ЕСНСИ', () => {
  const killed = (gateway: Gateway, change: Partial<Gateway>): Gateway => ({ ...gateway, ...change })
  const die = () => Promise.reject(new Error('killed'))

  it('that cannot leave says when it goes again, and goes with the same bytes', async () => {
    const away = open({ endpoint: 'http://127.0.0.1:9/' })
    await ask(7210)
    await askDirectories(() => away)
    const waiting = await stateOf(7210)
    expect(waiting).toMatchObject({ state: 'REQUESTED', sentAt: null })
    expect(waiting.fault).toMatch(/^ConnectionRefused/)
    expect(waiting.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now())
    const { messageId, envelopeId } = await raw(7210)
    await due()
    await run(open(), 7210)
    expect((await raw(7210)).asked[0]).toBe(messageId)
    expect(await asWorker((tx) => tx.envelope.count({ where: { messageId, direction: 'OUT' } }))).toBe(1)
    expect(envelopeId).not.toBeNull()
  })

  it.each([
    ['before it is kept', { seal: die }, 0],
    ['before it leaves', { send: die }, 1],
    ['after it left', {}, 1],
  ])('survives a kill %s', async (name, change, kept) => {
    const gateway = open()
    const send = async (...given: Parameters<Gateway['send']>) => {
      await gateway.send(...given)
      return die()
    }
    await ask(7211)
    const dying = killed(gateway, name === 'after it left' ? { send } : change)
    await expect(askDirectories(() => dying)).rejects.toThrow('killed')
    expect((await raw(7211)).asked).toHaveLength(kept)
    await due()
    await run(gateway, 7211)
    expect(await raw(7211)).toMatchObject({ state: 'RECEIVED' })
    expect((await raw(7211)).asked).toHaveLength(3)
  })

  it.each(['read', 'acknowledge'] as const)('survives a kill before «%s»', async (step) => {
    const gateway = open()
    await ask(7211)
    let kills = 0
    const dying = killed(gateway, {
      [step]: (...given: [never]) => {
        if (kills++ < 4) throw new Error('killed')
        return gateway[step](...given)
      },
    })
    await run(dying, 7211)
    expect(kills).toBeGreaterThan(4)
    expect(await raw(7211)).toMatchObject({ state: 'RECEIVED', fault: null })
    await pollAnswers(gateway)
    const { asked } = await raw(7211)
    const log = await asWorker((tx) => tx.envelope.findMany({ where: { originalMessageId: { in: asked } } }))
    expect(log.every(({ ackedAt }) => ackedAt !== null)).toBe(true)
  })

  it('goes through no gateway that cannot ask: it waits, and says so', async () => {
    await ask(7213)
    await askDirectories(() => ({ ...open(), prepareQuestion: undefined }))
    expect(await stateOf(7213)).toMatchObject({
      state: 'REQUESTED',
      fault: expect.stringMatching(/^DriverUnavailable/) as string,
    })
  })
})

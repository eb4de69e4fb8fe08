import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { applyImport } from '@/lib/directories/apply-import'
import { cancelImport } from '@/lib/directories/cancel-import'
import { previewImport } from '@/lib/directories/preview-import'
import { directoryNumbers, type DirectoryNumber } from '@/lib/directories/schema'
import * as h from '@/simulators/smev/harness'
import {
  ask,
  believing,
  client,
  open,
  openShelf,
  raw,
  run,
  shelf,
  stateOf,
  tell,
} from '@/scripts/testing/shelf'
import { askDirectories } from './tasks/ask-directories'
import { pollAnswers } from './tasks/poll-answers'

openShelf()

const preview = async (directory: DirectoryNumber) => {
  const told = await previewImport(shelf.planted.administrator, { importId: (await stateOf(directory)).id })
  if (!told.found) throw new Error(told.state)
  return { ...told, found: told.found }
}
const apply = async (directory: DirectoryNumber) => {
  const { importId, base } = await preview(directory)
  return applyImport(shelf.planted.administrator, { importId, base })
}

describe('directories of ЕСНСИ', () => {
  it('are read, all seven, with every envelope kept', async () => {
    await ask(...directoryNumbers)
    await run(open(), ...directoryNumbers)
    const served = await h.control<{ number: number; rows: number }[]>(shelf.simulator, 'GET', 'directories')
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
      // Three questions: each left, was received for, was answered, and its answer acknowledged.
      const kept = (what: string) => log.filter((row) => `${row.direction} ${row.operation}` === what).length
      const all = ['OUT SendRequest', 'IN SendRequest', 'IN GetResponse', 'OUT Ack', 'IN Ack']
      expect(all.map(kept)).toEqual([3, 3, 3, 3, 3])
      expect(log.every(({ organisationId }) => organisationId === shelf.planted.organisationId)).toBe(true)
    }
    const { found } = await preview(7293)
    expect(found.counts).toEqual({ added: 2, changed: 0, closed: 0, same: 0, confirmed: 0 })
    const channels = await preview(7213)
    expect(channels.found.differences).toContainEqual(
      expect.objectContaining({ kind: 'changed', code: '2', old: 'Региональный портал', name: 'РПГУ' }),
    )
  }, 90_000)

  it.each([
    ['in pieces', { cnsiPartBytes: 100 }, {}],
    ['when everything comes as multipart', { mtom: true }, {}],
    ['by the root of the request', {}, { cnsiRoot: 'CnsiRequest' }],
    ['by a selector that takes everything', {}, { selector: {} }],
    ['signed, and believed by its signatures alone', { cnsiPartBytes: 100 }, believing()],
  ])('are read %s', async (_, told, change) => {
    await tell('settings', told)
    await ask(7212)
    await run(open(change), 7212)
    expect(await raw(7212)).toMatchObject({ state: 'RECEIVED', fault: null })
    const { found } = await preview(7212)
    expect(found.counts.added + found.counts.changed + found.counts.same).toBe((await raw(7212)).expected)
  })

  it('are shown as differences when there is a new revision, and become it when it is applied', async () => {
    const gateway = open()
    await ask(7293)
    await run(gateway, 7293)
    await apply(7293)
    await tell('directories/7293', [
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
    await tell('directories/7293', rows)
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
        organisationId: shelf.planted.organisationId,
        requestedById: shelf.planted.administrator.userId,
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
    await tell('settings', { delayMs: 500 })
    const gateway = open()
    await ask(7246)
    await askDirectories(() => gateway)
    await pollAnswers(gateway)
    const { id, state, sentAt } = await stateOf(7246)
    expect(state).toBe('ASKED')
    expect(sentAt).not.toBeNull()
    await cancelImport(shelf.planted.administrator, { importId: id })
    const { asked } = await raw(7246)
    const answers = () =>
      client.envelope.findMany({
        where: { operation: 'GetResponse', originalMessageId: { in: asked }, ackedAt: { not: null } },
      })
    for (let tries = 0; tries < 100 && (await answers()).length === 0; tries++) {
      await pollAnswers(gateway)
      await sleep(20)
    }
    expect(await answers()).toHaveLength(1)
    expect(await raw(7246)).toMatchObject({ state: 'CANCELLED', revision: null, messageId: null })
  })
})

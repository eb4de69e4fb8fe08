import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { disconnect } from '@/lib/core/db'
import { sha256Of } from '@/lib/delivery/keep-envelope'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { settleDirectoryAnswer, type DirectoryAnswer } from './settle-answer'

const client = owner()
let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterEach(() => client.directoryImport.deleteMany())
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const envelope = (direction: 'IN' | 'OUT', messageId: string | null = null) =>
  client.envelope.create({
    data: {
      direction,
      operation: 'test',
      messageId,
      body: new Uint8Array([1]),
      sha256: sha256Of(new Uint8Array([1])),
      createdAt: new Date(),
      ackedAt: new Date(),
    },
  })

/** A reading whose question has left. */
async function asking(progress: {
  revision?: number
  expected?: number
  received?: number
  rows?: object[]
}) {
  const messageId = crypto.randomUUID()
  const { id: envelopeId } = await envelope('OUT', messageId)
  const at = new Date()
  const { id } = await client.directoryImport.create({
    data: {
      directory: 7212,
      organisationId: planted.organisationId,
      state: 'ASKED',
      requestedById: planted.administrator.userId,
      requestedAt: at,
      nextAttemptAt: at,
      sentAt: at,
      messageId,
      envelopeId,
      asked: [messageId],
      ...progress,
    },
  })
  const answer = async (given: DirectoryAnswer, to = messageId) => {
    const { id: came } = await envelope('IN')
    const ours = await settleDirectoryAnswer(came, to, given)
    return { ours, ...(await client.directoryImport.findUniqueOrThrow({ where: { id } })) }
  }
  return { id, messageId, answer }
}
const records = (...codes: string[]): DirectoryAnswer => ({
  to: 'data',
  attributes: ['Код', 'Наименование'],
  records: codes.map((code) => ({ Код: code, Наименование: `Статус ${code}` })),
})
const rejected = (code: string): DirectoryAnswer => ({ to: 'rejected', code, text: 'СНИЛС 900-000-123 91' })

describe('an answer of ЕСНСИ', () => {
  it('leads from the last revision, whatever their order, to the number of records and to the rows', async () => {
    const { answer } = await asking({})
    const revisions = [{ revision: 2 }, { revision: 10, date: '2026-09-01' }, { revision: 9 }]
    expect(await answer({ to: 'revisions', revisions })).toMatchObject({
      ours: true,
      state: 'ASKED',
      revision: 10,
      revisionDate: new Date('2026-09-01'),
      messageId: null,
      sentAt: null,
      attempts: 0,
    })
  })

  it('makes a reading when all rows have come, and not before', async () => {
    const { answer, messageId, id } = await asking({ revision: 1, expected: 3 })
    expect(await answer(records('1', '2'))).toMatchObject({ state: 'ASKED', received: 2 })
    const { id: envelopeId } = await envelope('OUT', messageId)
    await client.directoryImport.update({ where: { id }, data: { messageId, envelopeId } })
    const done = await answer(records('3'))
    expect(done).toMatchObject({ state: 'RECEIVED', received: 3 })
    expect(done.rows).toHaveLength(3)
  })

  it('that comes twice, or when nobody needs it, changes nothing', async () => {
    const { answer, id } = await asking({ revision: 1, expected: 1 })
    await answer(records('1'))
    expect(await answer(records('2'))).toMatchObject({ ours: true, received: 1, state: 'RECEIVED' })
    const other = await asking({ revision: 1 }).catch(() => null)
    expect(other).toBeNull() // one reading of a directory at a time
    await client.directoryImport.update({ where: { id }, data: { state: 'CANCELLED' } })
    const late = await asking({ revision: 1 })
    await client.directoryImport.update({ where: { id: late.id }, data: { state: 'CANCELLED' } })
    expect(await late.answer({ to: 'count', count: 5 })).toMatchObject({ ours: true, expected: null })
  })

  it('to nothing of ours is left to others', async () => {
    const { answer } = await asking({})
    expect(await answer({ to: 'count', count: 1 }, crypto.randomUUID())).toMatchObject({ ours: false })
    expect(await answer({ to: 'count', count: 1 }, 'no id')).toMatchObject({ ours: false })
  })

  it('on the way leaves the question open', async () => {
    const { answer, messageId } = await asking({})
    expect(await answer({ to: 'progress' })).toMatchObject({ ours: true, messageId, state: 'ASKED' })
  })

  it.each([
    [
      { revision: 1, expected: 2 },
      records('1', '2', '3'),
      /^directories\.fault\.count\?received=3&expected=2/,
    ],
    [
      { revision: 1, expected: 2, received: 1 },
      records(),
      /^directories\.fault\.count\?received=1&expected=2/,
    ],
    [{ revision: 1, expected: 2 }, records('1', '1'), /^directories\.fault\.twice\?code=1/],
    [
      { revision: 1, expected: 3, received: 1, rows: [{ code: '1' }] },
      records('1'),
      /^directories\.fault\.twice/,
    ],
    [{ revision: 1 }, { to: 'count', count: 0 }, /^directories\.fault\.empty/],
    [{ revision: 1 }, { to: 'count', count: 100_001 }, /^directories\.fault\.tooMany/],
    [{}, { to: 'count', count: 1 }, /^directories\.fault\.unclear/],
    [
      { revision: 1, expected: 1 },
      { to: 'unclear', reason: 'DTD' },
      /^directories\.fault\.unclear\?reason=DTD/,
    ],
    [{}, rejected('NO_DATA'), /^directories\.fault\.NO_DATA\?code=ELK_STATUS/],
    [{ revision: 4 }, rejected('NO_DATA'), /^directories\.fault\.noRevision\?.*revision=4/],
    [{}, rejected('ACCESS_DENIED'), /^directories\.fault\.ACCESS_DENIED/],
    [{}, rejected('028122'), /^directories\.fault\.other\?.*answer=028122/],
  ] satisfies [Parameters<typeof asking>[0], DirectoryAnswer, RegExp][])(
    'ends in words when it cannot be taken: %o, %o',
    async (progress, given, words) => {
      const { answer } = await asking(progress)
      const told = await answer(given)
      expect(told).toMatchObject({ ours: true, state: 'FAILED', rows: [], messageId: null })
      expect(told.fault).toMatch(words)
      expect(told.fault).not.toContain('900-000-123')
    },
  )
})

import { now } from '@/lib/core/clock'
import { asWorker, type Tx } from '@/lib/core/db'
import type { DirectoryImport } from '@/lib/core/generated/prisma/client'
import { isId } from '@/lib/core/ids'
import { say } from '@/lib/core/message'
import { maskNumbers } from '@/lib/core/text'
import { esnsiCode } from './esnsi-code'
import { nextQuestion } from './next-question'
import { toRows } from './rows'

const MOST_ROWS = 100_000
const rejections = ['NO_DATA', 'ACCESS_DENIED', 'UNKNOWN_REQUEST_DESCRIPTION', 'FAILURE']

export type DirectoryAnswer =
  | { to: 'revisions'; revisions: { revision: number; date?: string }[] }
  | { to: 'count'; count: number }
  | { to: 'data'; attributes: string[]; records: Record<string, string>[] }
  | { to: 'unclear'; reason: string }
  | { to: 'rejected'; code: string; text: string }
  /** СМЭВ's word on the way; the answer is yet to come. */
  | { to: 'progress' }

/**
 * Takes an answer into the reading that asked for it, once: a second copy, and one to a reading that was cancelled,
 * change nothing.
 * @returns whether it answers a question of ours to ЕСНСИ
 */
export async function settleDirectoryAnswer(
  envelopeId: bigint,
  originalMessageId: string | undefined,
  answer: DirectoryAnswer,
): Promise<boolean> {
  if (!isId(originalMessageId)) return false
  return asWorker(async (tx) => {
    const [found] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM directory_imports WHERE asked @> ARRAY[${originalMessageId}::uuid] FOR UPDATE`
    if (!found) return false
    const reading = await tx.directoryImport.findUniqueOrThrow({
      where: { id: found.id },
      omit: { rows: true },
    })
    // Once: a row that two workers read at the same time may be sealed by the second.
    await tx.envelope.updateMany({
      where: { id: envelopeId, processedAt: null },
      data: { originalMessageId, organisationId: reading.organisationId, processedAt: now() },
    })
    if (reading.messageId !== originalMessageId.toLowerCase() || answer.to === 'progress') return true
    const open = reading.state === 'REQUESTED' || reading.state === 'ASKED'
    const answered = { messageId: null, envelopeId: null, sentAt: null, attempts: 0, lastFault: null }
    await tx.directoryImport.update({
      where: { id: reading.id },
      data: { ...answered, ...(open ? { state: 'ASKED', nextAttemptAt: now() } : {}) },
      select: { id: true },
    })
    if (!open) return true
    const fault = await take(tx, reading, answer)
    if (fault)
      await tx.directoryImport.update({
        where: { id: reading.id },
        data: { state: 'FAILED', fault, rows: [], receivedAt: now() },
        select: { id: true },
      })
    return true
  })
}

type Reading = Omit<DirectoryImport, 'rows'>

/** @returns why the reading cannot go on */
async function take(tx: Tx, reading: Reading, answer: DirectoryAnswer): Promise<string | null> {
  const code = esnsiCode(reading.directory)
  const { ask } = nextQuestion(code, reading)
  const mine = { where: { id: reading.id }, select: { id: true } }
  if (answer.to === 'rejected') {
    const name = rejections.find((one) => one === answer.code) ?? 'other'
    const key = name === 'NO_DATA' && ask !== 'revisions' ? 'noRevision' : name
    const text = maskNumbers(answer.text).slice(0, 300)
    return say(`directories.fault.${key}`, {
      code,
      answer: answer.code,
      text,
      revision: reading.revision ?? 0,
    })
  }
  if (answer.to === 'unclear')
    return say('directories.fault.unclear', { reason: answer.reason.slice(0, 300) })
  if (answer.to !== ask) return say('directories.fault.unclear', { reason: `${answer.to}, ${ask}` })
  if (answer.to === 'revisions') {
    const last = answer.revisions.reduce((a, b) => (b.revision > a.revision ? b : a))
    const date = last.date && !Number.isNaN(Date.parse(last.date)) ? new Date(last.date) : null
    await tx.directoryImport.update({ ...mine, data: { revision: last.revision, revisionDate: date } })
    return null
  }
  if (answer.to === 'count') {
    if (answer.count === 0) return 'directories.fault.empty'
    if (answer.count > MOST_ROWS) return say('directories.fault.tooMany', { count: answer.count })
    await tx.directoryImport.update({ ...mine, data: { expected: answer.count } })
    return null
  }
  return answer.to === 'data' ? takeRows(tx, reading, answer) : null
}

/** A page of rows. Only all of them make a reading: a row that did not come must not count as one that is gone. */
async function takeRows(
  tx: Tx,
  { id, directory, expected, received: before }: Reading,
  read: { attributes: string[]; records: Record<string, string>[] },
): Promise<string | null> {
  const found = toRows(directory, read)
  if (!found.ok) return found.fault
  const received = before + found.rows.length
  if (found.rows.length === 0 || received > (expected ?? 0))
    return say('directories.fault.count', { received, expected: expected ?? 0 })
  const done = received === expected
  await tx.$executeRaw`
    UPDATE directory_imports SET rows = rows || ${JSON.stringify(found.rows)}::jsonb, received = ${received} WHERE id = ${id}::uuid`
  const [twice] = await tx.$queryRaw<{ code: string }[]>`
    SELECT r.code FROM directory_imports i, jsonb_to_recordset(i.rows) AS r(code text)
    WHERE i.id = ${id}::uuid GROUP BY r.code HAVING count(*) > 1 LIMIT 1`
  if (twice) return say('directories.fault.twice', { code: twice.code })
  if (done)
    await tx.directoryImport.update({
      where: { id },
      data: { state: 'RECEIVED', receivedAt: now() },
      select: { id: true },
    })
  return null
}

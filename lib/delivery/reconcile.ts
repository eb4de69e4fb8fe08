import { asWorker, Prisma, type Tx } from '@/lib/core/db'
import { lockApplicationsWith } from './lock-application'
import type { AnsweredLine, JournalLine, SentLine } from './sent-journal'
import { asOpen, judgeOrders, settleAll, type Open } from './settle-order'
import { freeSplit } from './split-message'
import { tellFailed } from './tell-failed'

/** A change that left, of which the database can say no more. */
export type Lost = {
  delivery: string
  orderNumber: string
  status: number
  messageId: string
  at: string
  /** What ЕПГУ answered, where it did. */
  code?: number
}
export type Report = {
  /** Messages that the database did not know, or did not know to have left. */
  messages: number
  /** Changes that go on under the id by which they left. */
  changes: number
  answers: number
  /** Left after the backup, made after it too: a person must know. */
  lost: Lost[]
  /** What a later change of the application, which has left, went past: decided after the backup, how is not known. */
  passed: { delivery: string; orderNumber: string }[]
}

/**
 * Plays what left after the backup on the restored database, in its order: a change goes on under the id by which it left,
 * and is settled by the answer that came. Nothing that left is sent under another id, nothing is lost unsaid (fault F30).
 */
export async function reconcile(lines: JournalLine[]): Promise<Report> {
  const report: Report = { messages: 0, changes: 0, answers: 0, lost: [], passed: [] }
  const lost = new Map<string, Lost>()
  const [sent, answers] = [new Map<string, SentLine>(), new Map<string, AnsweredLine[]>()]
  for (const line of lines)
    if ('sent' in line) {
      // Its last attempt counts; each carried the same, though what could no more be read then is not in its line.
      const before = sent.get(line.sent)?.changes.filter(([id]) => !line.changes.some((one) => one[0] === id))
      sent.delete(line.sent)
      sent.set(line.sent, { ...line, changes: [...(before ?? []), ...line.changes] })
    } else answers.set(line.answered, [...(answers.get(line.answered) ?? []), line])
  // An answer is written down a moment after it was settled, when the next change may have left already.
  const settleAllOf = async (id: string) => {
    for (const line of answers.get(id) ?? []) await asWorker((tx) => settle(tx, line, report))
  }
  for (const id of answers.keys()) if (!sent.has(id)) await settleAllOf(id)
  for (const line of sent.values()) {
    await asWorker((tx) => leave(tx, line, report, lost))
    await settleAllOf(line.sent)
  }
  return { ...report, lost: [...lost.values()].map((one) => ({ ...one, code: answerTo(one, answers) })) }
}

const answerTo = (
  { messageId, orderNumber }: Lost,
  answers: Map<string, AnsweredLine[]>,
): number | undefined =>
  answers
    .get(messageId)
    ?.flatMap(({ orders = [], code }) => orders.find(([number]) => number === orderNumber)?.[2] ?? code ?? [])
    .at(-1)

type Known = {
  id: string
  applicationId: string
  seq: number
  state: string
  messageId: string | null
  messageState: string | null
}

type Passed = { delivery: string; orderNumber: string; messageId: string | null }
const LEFT_LATER = 'Reconciled: a later change of the application had left'

async function leave(tx: Tx, line: SentLine, report: Report, lost: Map<string, Lost>): Promise<void> {
  const ids = line.changes.map(([id]) => id)
  await lockApplicationsWith(tx, ids)
  const known = await tx.$queryRaw<Known[]>`
    SELECT d.id, d.application_id AS "applicationId", d.seq, d.state::text, d.message_id AS "messageId", m.state::text AS "messageState"
    FROM deliveries d LEFT JOIN messages m ON m.id = d.message_id WHERE d.id = ANY (${ids}::uuid[])`
  const gone = line.changes.filter(([delivery]) => !known.some(({ id }) => id === delivery))
  for (const [delivery, orderNumber, status] of gone)
    lost.set(delivery, { delivery, orderNumber, status, messageId: line.sent, at: line.at })
  const message = await tx.message.findUnique({
    where: { id: line.sent },
    select: { state: true, mayBeTaken: true },
  })
  const goneOf = gone.map(([, orderNumber]) => orderNumber)
  if (!message) await passUnderWay(tx, line, goneOf, report) // once: what left after it may be under way when this is played again
  if (message && message.state !== 'PREPARED') return // what became of it is known
  const open = known.filter(({ state }) => ['QUEUED', 'SENDING', 'FAILED'].includes(state))
  if (!message && open.length === 0) return keepGone(tx, line)
  if (!message || !message.mayBeTaken) report.messages++
  await keepMessage(tx, line, message !== null)
  await partFrom(tx, line.sent, ids)
  const moving = open.filter(({ messageId, state }) => messageId !== line.sent || state !== 'SENDING')
  if (moving.length === 0) return
  await passEarlier(tx, moving, report)
  await tx.$executeRaw`
    UPDATE deliveries SET state = 'QUEUED' WHERE id = ANY (${moving.map(({ id }) => id)}::uuid[]) AND state <> 'QUEUED'`
  await tx.$executeRaw`
    UPDATE deliveries SET state = 'SENDING', message_id = ${line.sent}::uuid, fault = NULL, settled_at = NULL
    WHERE id = ANY (${moving.map(({ id }) => id)}::uuid[])`
  report.changes += moving.length
  for (const before of new Set(moving.map(({ messageId }) => messageId)))
    if (before && before !== line.sent) await endEmptied(tx, before)
}

/** It is sent again under its id: СМЭВ says that it has it, or takes it now. */
async function keepMessage(tx: Tx, line: SentLine, isThere: boolean): Promise<void> {
  if (isThere)
    await tx.$executeRaw`UPDATE messages SET may_be_taken = true, next_attempt_at = app_now() WHERE id = ${line.sent}::uuid`
  else
    await tx.$executeRaw`
      INSERT INTO messages (id, organisation_id, kind, driver, attempts, may_be_taken, next_attempt_at, created_at)
      VALUES (${line.sent}::uuid, ${line.organisation}::uuid, ${line.kind}::delivery_kind, ${line.driver}::smev_driver,
        1, true, app_now(), ${new Date(line.at)})`
}

/**
 * All that it carried is lost: nothing waits for its answer, which may never come. When it does it must not be a stranger's and stay in
 * СМЭВ's queue.
 */
async function keepGone(tx: Tx, line: SentLine): Promise<void> {
  const at = new Date(line.at)
  await tx.$executeRaw`
    INSERT INTO messages (id, organisation_id, kind, driver, state, attempts, may_be_taken, next_attempt_at, sent_at, created_at, last_fault)
    SELECT ${line.sent}::uuid, id, ${line.kind}::delivery_kind, ${line.driver}::smev_driver, 'ANSWERED', 1, true, ${at}, ${at}, ${at},
      'Reconciled: all that it carried was made after the backup'
    FROM organisations WHERE id = ${line.organisation}::uuid`
}

/** What the database has in the message, and was not in it when it left, goes by itself. */
async function partFrom(tx: Tx, messageId: string, ids: string[]): Promise<void> {
  await tx.$executeRaw`UPDATE deliveries SET state = 'QUEUED', not_before = app_now()
    WHERE message_id = ${messageId}::uuid AND state = 'SENDING' AND NOT id = ANY (${ids}::uuid[])`
}

/** A change leaves after those before it are settled: where it has left, they were, in a way that the database has lost. */
async function passEarlier(tx: Tx, moving: Known[], report: Report): Promise<void> {
  const passed = await tx.$queryRaw<Passed[]>`
    WITH left_now AS (SELECT * FROM unnest(${moving.map((one) => one.applicationId)}::uuid[], ${moving.map(({ seq }) => seq)}::int[]) l (application_id, seq))
    UPDATE deliveries d SET state = 'SKIPPED', settled_at = app_now(), fault = ${LEFT_LATER}
    FROM left_now WHERE d.application_id = left_now.application_id AND d.seq < left_now.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')
    RETURNING d.id AS delivery, d.facts->>'orderNumber' AS "orderNumber", d.message_id AS "messageId"`
  await tellPassed(tx, passed, report)
}

/** The same of one that was made after the backup, of which the place among the others is not known: one is under way at a time. */
async function passUnderWay(tx: Tx, line: SentLine, orderNumbers: string[], report: Report): Promise<void> {
  if (orderNumbers.length === 0) return
  await tx.$queryRaw`SELECT id FROM applications
    WHERE organisation_id = ${line.organisation}::uuid AND order_number = ANY (${orderNumbers}) ORDER BY id FOR NO KEY UPDATE`
  const passed = await tx.$queryRaw<Passed[]>`
    UPDATE deliveries d SET state = 'SKIPPED', settled_at = app_now(), fault = ${LEFT_LATER}
    FROM applications a WHERE a.organisation_id = ${line.organisation}::uuid AND a.order_number = ANY (${orderNumbers})
      AND d.application_id = a.id AND d.state = 'SENDING'
    RETURNING d.id AS delivery, d.facts->>'orderNumber' AS "orderNumber", d.message_id AS "messageId"`
  await tellPassed(tx, passed, report)
}

async function tellPassed(tx: Tx, passed: Passed[], report: Report): Promise<void> {
  report.passed.push(...passed.map(({ delivery, orderNumber }) => ({ delivery, orderNumber })))
  for (const { messageId } of passed) if (messageId) await endEmptied(tx, messageId)
}

async function endEmptied(tx: Tx, messageId: string): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE messages m SET state = 'REFUSED', lease_token = NULL, lease_until = NULL, last_fault = 'Reconciled: its changes had left under other ids'
    WHERE id = ${messageId}::uuid AND state IN ('PREPARED', 'SENT')
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.message_id = m.id AND d.state = 'SENDING')`
  if (ended > 0) await freeSplit(tx, messageId)
}

async function settle(tx: Tx, line: AnsweredLine, report: Report): Promise<void> {
  const open = await tx.$queryRaw<Open[]>`
    SELECT ${asOpen} FROM deliveries d JOIN applications a ON a.id = d.application_id
    WHERE d.message_id = ${line.answered}::uuid AND d.state = 'SENDING'`
  await lockApplicationsWith(
    tx,
    open.map(({ id }) => id),
  )
  if (open.length > 0) report.answers++
  const state = Prisma.raw(line.rejected ? `'REFUSED'` : `'ANSWERED'`)
  await tx.$executeRaw`
    UPDATE messages SET state = ${state}, answered_at = ${new Date(line.at)}, sent_at = coalesce(sent_at, ${new Date(line.at)}), lease_token = NULL, lease_until = NULL
    WHERE id = ${line.answered}::uuid AND state IN ('PREPARED', 'SENT')`
  if (open.length === 0) return
  if (!line.rejected) {
    const orders = (line.orders ?? []).map(([orderNumber, elkOrderNumber, status]) => ({
      orderNumber,
      elkOrderNumber,
      status,
      message: '',
    }))
    await settleAll(tx, judgeOrders(open, { code: line.code ?? 0, text: '', orders }), {
      messageId: line.answered,
    })
  } else if (open.length === 1 && !line.goesOn) {
    const fault = 'Reconciled: the message was refused; its words were lost'
    await tx.$executeRaw`UPDATE deliveries SET state = 'FAILED', settled_at = app_now(), fault = ${fault}
      WHERE message_id = ${line.answered}::uuid AND state = 'SENDING'`
    await tellFailed(tx, fault)
  }
  // Which of several was to blame is found anew; or none was.
  else
    await tx.$executeRaw`UPDATE deliveries SET state = 'QUEUED', not_before = app_now()
      WHERE message_id = ${line.answered}::uuid AND state = 'SENDING'`
  await freeSplit(tx, line.answered)
}

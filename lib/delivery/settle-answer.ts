import { now } from '@/lib/core/clock'
import { asWorker, Prisma, workerSql, type Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { foreignId, isId } from '@/lib/core/ids'
import { sealBytes } from '@/lib/core/seal-value'
import { sha256Of } from './keep-envelope'
import { ANSWER_REFUSED, faultName, isUnsaid } from './labels'
import { lockApplicationsOf } from './lock-application'
import { raiseAlarm } from './raise-alarm'
import { goOnUnderNewId, type SendOutcome } from './send-messages'
import { settleLate } from './settle-late'
import {
  asOpen,
  inMessage,
  isAlarming,
  isStillIn,
  judgeOrders,
  settleAll,
  settling,
  type Open,
  type OrderAnswer,
} from './settle-order'
import { freeSplit, goOnSplitting, splitRefused } from './split-message'
import { tellFailed } from './tell-failed'

export type ReadAnswer = { messageId: string | null; originalMessageId: string | null } & (
  | { kind: 'orders'; code: number; text: string; orders: OrderAnswer[] }
  /** `notToBlame`: what СМЭВ refused it for is not in it, and it may pass under another id. */
  | { kind: 'rejected'; fault: string; notToBlame?: SendOutcome }
  | { kind: 'progress' }
  /** To a test message, which carried nobody's order: kept and acknowledged, it settles nothing. */
  | { kind: 'test' }
  | { kind: 'unreadable'; reason: string }
)

/**
 * Commits the bytes as they came, before anybody looks into them (decision 3). What waits to be read and is brought again is
 * one row; so is, within a day, what was read and is not ours: it stays in СМЭВ's queue, and comes `again`.
 */
export async function recordAnswer(
  raw: Uint8Array,
  driver: SmevDriver = 'DIRECT',
): Promise<{ id: bigint; again: boolean }> {
  const sha256 = sha256Of(raw)
  const [row] = await workerSql<{ id: string; again: boolean }>(Prisma.sql`
    WITH found AS (
      (SELECT id, false AS again FROM envelopes
        WHERE direction = 'IN' AND driver = ${driver}::smev_driver AND processed_at IS NULL AND sha256 = ${sha256} LIMIT 1)
      UNION ALL
      (SELECT id, true FROM envelopes
        WHERE direction = 'IN' AND driver = ${driver}::smev_driver AND processed_at IS NOT NULL AND organisation_id IS NULL
          AND operation = 'GetResponse' AND sha256 = ${sha256} AND created_at > app_now() - interval '1 day' LIMIT 1)
      LIMIT 1),
    kept AS (
      INSERT INTO envelopes (direction, operation, driver, body, sha256, created_at)
      SELECT 'IN', 'GetResponse', ${driver}::smev_driver, ${sealBytes('envelopes/body', raw)}, ${sha256}, ${now()}::timestamptz
      WHERE NOT EXISTS (SELECT FROM found) RETURNING id)
    SELECT id, again FROM found UNION ALL SELECT id, false FROM kept`)
  if (!row) throw new Error('the answer was not kept')
  return { id: BigInt(row.id), again: row.again }
}

/** `due`: messages may be due again by it, its parts under new ids among them. */
export type Settled = { known: boolean; due?: boolean }
type Message = {
  id: string
  organisation_id: string
  kind: 'CREATE' | 'UPDATE'
  state: string
  carried: number
}

/**
 * Applies an answer to the deliveries of its message, once: a second copy of the same answer finds nothing open.
 * Accepted changes let the next of their application go; a refused one stops only its own application (promise 2). What is
 * not ours is told of once, not `again`.
 */
export async function settleAnswer(
  envelopeId: bigint,
  answer: ReadAnswer,
  newMessageId: () => string,
  again = false,
): Promise<Settled> {
  if (answer.kind === 'orders' && (await settleAtOnce(envelopeId, answer))) return { known: true }
  return asWorker(async (tx) => {
    const original = isId(answer.originalMessageId) ? answer.originalMessageId : null
    if (original) await lockApplicationsOf(tx, original)
    const message = await noteAnswer(tx, envelopeId, answer.originalMessageId, original)
    if (answer.kind === 'test') return { known: true }
    if (again && (answer.kind === 'unreadable' || !message)) return { known: false }
    if (answer.kind === 'unreadable' || !message) {
      const says = answer.originalMessageId
      if (answer.kind === 'unreadable')
        await raiseAlarm(
          tx,
          'answer.unreadable',
          says ?? 'Unreadable',
          `envelope ${envelopeId}: ${answer.reason}`,
        )
      else
        await raiseAlarm(tx, 'answer.unknown', says ?? String(envelopeId), 'no message of ours has this id')
      return { known: false }
    }
    if (answer.kind === 'progress') return { known: true }
    if (message.state === 'REFUSED' && answer.kind === 'orders') {
      await settleLate(tx, { ...message, organisationId: message.organisation_id }, answer.orders)
      return { known: true }
    }
    const at = now() // an answer may overtake our own note that the request was taken
    const { fault, notToBlame } = answer.kind === 'rejected' ? answer : { fault: '' }
    const first = await tx.$executeRaw`
      UPDATE messages SET state = ${notToBlame ? 'REFUSED' : 'ANSWERED'}::message_state, answered_at = ${at}, sent_at = coalesce(sent_at, ${at}), lease_token = NULL, lease_until = NULL
      WHERE id = ${message.id}::uuid AND state IN ('PREPARED', 'SENT')`
    if (!first) await settleAnother(tx, message, answer)
    if (answer.kind === 'orders') {
      await settleAll(tx, judgeOrders(await openOf(tx, message.id), answer), { messageId: message.id })
      await goOnSplitting(tx, message.id, newMessageId)
    } else if (first && notToBlame) await goOnUnderNewId(tx, message.id, fault.slice(0, 2000), notToBlame)
    else if (first && faultName(fault) === ANSWER_REFUSED)
      await failUnsaid(tx, message.id, fault.slice(0, 2000))
    else if (first) await splitRefused(tx, message.id, fault.slice(0, 2000), newMessageId)
    return { known: true, due: true }
  })
}

/** СМЭВ let no answer through. ЕПГУ has the message and may have applied all of it: nothing goes once more by itself. */
async function failUnsaid(tx: Tx, messageId: string, fault: string): Promise<void> {
  const { count } = await tx.delivery.updateMany({
    where: { messageId, state: 'SENDING' },
    data: { state: 'FAILED', fault, settledAt: now() },
  })
  if (count > 0) await tellFailed(tx, fault)
  await freeSplit(tx, messageId)
}

type Before = Open & { state: string; fault: string | null; isAccepted: boolean }

/**
 * Another answer to a message. Of what no answer has named yet it is the first: ЕПГУ may answer in parts. Of two that say opposite things
 * the first stands, and a person must look, also at what was put aside or passed on anew since; what was settled by reconciling had no
 * first answer. That СМЭВ refuses a copy of the request, or one of ЕПГУ's answers, says nothing about what was asked.
 */
async function settleAnother(
  tx: Tx,
  message: Message,
  answer: Extract<ReadAnswer, { kind: 'orders' | 'rejected' }>,
): Promise<void> {
  if (answer.kind === 'rejected' && (answer.notToBlame || faultName(answer.fault) === ANSWER_REFUSED)) return
  const settled = await tx.$queryRaw<Before[]>`
    SELECT ${asOpen}, d.state, d.fault, coalesce(d.answer_code = 0, false) AS "isAccepted"
    FROM deliveries d JOIN applications a ON a.id = d.application_id
    WHERE d.message_id = ${message.id}::uuid AND d.state NOT IN ('QUEUED', 'SENDING')
      AND coalesce(d.fault NOT LIKE 'Reconciled%', true)`
  const said = new Map(
    answer.kind === 'orders' ? judgeOrders(settled, answer).map((verdict) => [verdict.id, verdict]) : [],
  )
  const unsaid = settled.filter(({ fault }) => isUnsaid(fault))
  const named = unsaid.flatMap(({ id, state }) => (state === 'FAILED' ? (said.get(id) ?? []) : []))
  await settleAll(
    tx,
    named.filter(({ state }) => state !== 'FAILED'),
    'unsaid',
  )
  for (const { id, state, orderNumber } of unsaid) {
    const verdict = said.get(id)
    if (state === 'FAILED' || verdict?.state !== 'ACCEPTED') continue // else a person has decided since
    const { number: elkOrderNumber = null, answerText = '' } = verdict
    const order = { orderNumber, elkOrderNumber, status: 0, message: answerText }
    await settleLate(tx, { ...message, organisationId: message.organisation_id }, [order])
  }
  const opposite = settled.filter(({ id, fault, isAccepted }) => {
    const says = answer.kind === 'rejected' ? 'REFUSED' : said.get(id)?.state
    return !isUnsaid(fault) && says === (isAccepted ? 'REFUSED' : 'ACCEPTED')
  })
  if (opposite.length > 0)
    await raiseAlarm(tx, 'answer.contradicts', message.id, `of ${settled.length} changes ${opposite.length}`)
}

type Asked = Open & { application_id: string; message_state: string; is_split: boolean }

/** The usual case in two statements. False: it is another case, and nothing was written. */
async function settleAtOnce(
  envelopeId: bigint,
  answer: Extract<ReadAnswer, { kind: 'orders' }>,
): Promise<boolean> {
  const { originalMessageId: id } = answer
  if (!isId(id)) return false
  const open = await workerSql<Asked>(Prisma.sql`
    SELECT ${asOpen}, d.application_id, m.state AS message_state, EXISTS (SELECT FROM message_splits s WHERE s.message_id = m.id) AS is_split
    FROM messages m JOIN envelopes e ON e.id = ${envelopeId} AND e.driver = m.driver
    JOIN deliveries d ON ${inMessage(id)} JOIN applications a ON a.id = d.application_id
    WHERE m.id = ${id}::uuid`)
  if (open.length === 0 || open.some((one) => one.message_state === 'REFUSED' || one.is_split)) return false
  const verdicts = judgeOrders(open, answer)
  if (verdicts.some(isAlarming)) return false
  const at = now()
  const settled = await workerSql(Prisma.sql`
    WITH locked AS (
      SELECT id FROM applications WHERE id = ANY (${open.map((one) => one.application_id)}::uuid[]) ORDER BY id FOR NO KEY UPDATE),
    message AS (
      UPDATE messages SET state = 'ANSWERED', answered_at = coalesce(answered_at, ${at}::timestamptz),
        sent_at = coalesce(sent_at, ${at}::timestamptz), lease_token = NULL, lease_until = NULL
      FROM (SELECT count(*) FROM locked) all_locked
      WHERE id = ${id}::uuid AND state <> 'REFUSED' RETURNING organisation_id),
    noted AS (
      UPDATE envelopes e SET original_message_id = ${foreignId(id)}, processed_at = ${at}, organisation_id = message.organisation_id
      FROM message WHERE e.id = ${envelopeId} AND e.processed_at IS NULL),
    settled AS (${settling(verdicts, at)} AND ${isStillIn(id)} AND EXISTS (SELECT FROM message))
    SELECT organisation_id FROM message`)
  return settled.length > 0
}

/**
 * Marks the answer as read and returns its message. By its own driver alone: what is believed without a signature here must
 * not settle what left under signatures there. Once: what another worker has settled meanwhile may be sealed by now.
 */
async function noteAnswer(
  tx: Tx,
  envelopeId: bigint,
  says: string | null,
  original: string | null,
): Promise<Message | undefined> {
  const [message] = await tx.$queryRaw<Message[]>`
    WITH message AS (
      SELECT m.id, m.organisation_id, m.kind, m.state FROM messages m JOIN envelopes e ON e.id = ${envelopeId}
      WHERE m.id = ${original}::uuid AND m.driver = e.driver),
    noted AS (
      UPDATE envelopes SET original_message_id = ${says && foreignId(says)}, processed_at = ${now()},
        organisation_id = (SELECT organisation_id FROM message)
      WHERE id = ${envelopeId} AND processed_at IS NULL)
    SELECT * FROM message`
  return message
}

const openOf = (tx: Tx, messageId: string): Promise<Open[]> => tx.$queryRaw<Open[]>`
  SELECT ${asOpen} FROM deliveries d JOIN applications a ON a.id = d.application_id WHERE ${inMessage(messageId)}`

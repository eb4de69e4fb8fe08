/**
 * The independent checker: what the clerks were told, what stands in the database and what ЕПГУ has applied, held against
 * each other (invariants I1 to I7). Pure; knows nothing of how delivery works.
 */

/** What a clerk was answered: it must be so. */
export type Ack =
  | { what: 'registered'; key: string; orderNumber: string }
  | { what: 'changed'; key: string; orderNumber: string; change: string; status: number; at: string }
  | { what: 'planted'; orderNumber: string; changes: number }
  | { what: 'skipped' | 'impossible' | 'resent'; delivery: string }

/** One attempt of one change. */
export type Row = {
  delivery: string
  orderNumber: string
  change: string
  seq: number
  attempt: number
  kind: 'CREATE' | 'UPDATE'
  status: number
  /** Of the status, as it goes to ЕПГУ: no two changes of an application share it but attempts of one. */
  at: string
  state: string
  code: number | null
  messageId: string | null
  /** By how many seconds its limit was passed before it was settled, or has been by now. */
  lateSeconds: number
  escalated: boolean
}

export type Database = {
  rows: Row[]
  applications: { orderNumber: string; state: string | null }[]
  messages: { id: string; state: string }[]
  /** Bytes that were about to leave. */
  sealed: { messageId: string; sha256: string }[]
  /** Answers that were stored and neither read nor acknowledged. */
  unread: number
  /** What the verification of the sealed logs said, when it was not content. */
  logs: string[]
}

/** A message as ЕПГУ decided it, in the order of its journal. */
export type Decided = {
  id: string
  outcomes: {
    kind: 'create' | 'update'
    orderNumber?: string
    code: number
    statuses: { status: number; date: string }[]
  }[]
}

type Applied = {
  kind: 'create' | 'update'
  messageId: string
  code: number
  status: number
  at: string
  row?: Row
}
export type Tell = (invariant: string, about: string, text: string) => void

const OPEN = new Set(['QUEUED', 'SENDING'])
const STOPS = new Set(['REFUSED', 'FAILED', 'IMPOSSIBLE'])
const PASSED = new Set(['ACCEPTED', 'SKIPPED'])
const LATE = 120 // seconds that an escalation may take, whatever is killed meanwhile

const second = (at: string) => String(Math.floor(Date.parse(at) / 1000))

function groups<T>(all: T[], key: (one: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>()
  for (const one of all) {
    const have = map.get(key(one))
    if (have) have.push(one)
    else map.set(key(one), [one])
  }
  return map
}

export function check(acks: Ack[], database: Database, journal: Decided[]): string[] {
  const violations: string[] = []
  const tell: Tell = (invariant, about, text) => void violations.push(`${invariant} ${about}: ${text}`)
  const rows = groups(database.rows, (row) => row.orderNumber)
  const shown = new Map(database.applications.map((one) => [one.orderNumber, one.state]))
  const applied = decidedOf(journal, rows, database, tell)
  checkAcks(acks, database.rows, rows, tell)
  for (const [orderNumber, own] of rows)
    checkApplication(orderNumber, own, applied.get(orderNumber) ?? [], shown.get(orderNumber), tell)
  checkQueue(database, tell)
  checkBytes(database, journal, tell)
  return violations
}

/** Each outcome with the change that it is of; what nobody committed is told. */
function decidedOf(journal: Decided[], rows: Map<string, Row[]>, { messages }: Database, tell: Tell) {
  const known = new Set(messages.map(({ id }) => id))
  const seen = new Set<string>()
  const found = new Map<string, Applied[]>()
  for (const { id, outcomes } of journal) {
    if (seen.has(id)) tell('I2', id, 'one MessageID was decided twice')
    seen.add(id)
    if (!known.has(id)) tell('I4', id, 'ЕПГУ has a message that is not ours')
    for (const { kind, orderNumber = '', code, statuses } of outcomes)
      for (const { status, date } of statuses) {
        const row = rows
          .get(orderNumber)
          ?.find((one) => second(one.at) === second(date) && one.status === status)
        if (!row) {
          tell('I4', orderNumber, `ЕПГУ has status ${status} of ${date}, which nobody committed`)
          continue
        }
        const one = { kind, messageId: id, code, status, at: date, row }
        const have = found.get(orderNumber)
        if (have) have.push(one)
        else found.set(orderNumber, [one])
      }
  }
  return found
}

/** I1, F7: nothing of what a clerk was told has gone. */
function checkAcks(acks: Ack[], all: Row[], rows: Map<string, Row[]>, tell: Tell): void {
  const byChange = groups(all, (row) => row.change)
  const byDelivery = new Map(all.map((row) => [row.delivery, row]))
  const answers = new Map<string, string>()
  for (const ack of acks) {
    if (ack.what === 'planted') {
      const seqs = new Set(rows.get(ack.orderNumber)?.map(({ seq }) => seq))
      if (seqs.size !== ack.changes)
        tell('I1', ack.orderNumber, `${ack.changes} changes were acknowledged, ${seqs.size} are there`)
    } else if (ack.what === 'registered' || ack.what === 'changed') {
      const got = ack.what === 'registered' ? ack.orderNumber : ack.change
      if ((answers.get(ack.key) ?? got) !== got)
        tell('I2', ack.orderNumber, `the key ${ack.key} was answered twice, differently`)
      answers.set(ack.key, got)
      const row =
        ack.what === 'registered'
          ? rows.get(ack.orderNumber)?.find(({ seq }) => seq === 1)
          : byChange.get(ack.change)?.find((one) => one.orderNumber === ack.orderNumber)
      if (!row) tell('I1', ack.orderNumber, `an acknowledged change (${ack.what}) is not in the database`)
      else if (ack.what === 'changed' && (row.status !== ack.status || second(row.at) !== second(ack.at)))
        tell('I5', ack.orderNumber, `status ${ack.status} was acknowledged, ${row.status} is stored`)
    } else {
      const wanted = { skipped: 'SKIPPED', impossible: 'IMPOSSIBLE', resent: 'SUPERSEDED' }[ack.what]
      const state = byDelivery.get(ack.delivery)?.state
      if (state !== wanted)
        tell('I1', ack.delivery, `the decision «${ack.what}» was acknowledged, the change is ${state}`)
    }
  }
}

function checkApplication(
  about: string,
  own: Row[],
  decided: Applied[],
  shown: string | null | undefined,
  tell: Tell,
): void {
  const seqs = [...groups(own, (row) => String(row.seq)).values()]
    .map((attempts) => attempts.sort((a, b) => a.attempt - b.attempt))
    .sort((a, b) => (a[0]?.seq ?? 0) - (b[0]?.seq ?? 0))
  const done = decided.filter(({ code }) => code === 0)
  const doneSeqs = done.map(({ row }) => row?.seq ?? 0)
  if (seqs.some(([first], index) => first?.seq !== index + 1))
    tell('I3', about, `the sequence has a gap: ${seqs.map(([first]) => first?.seq).join(' ')}`)
  for (const seq of new Set(doneSeqs)) {
    const times = doneSeqs.filter((one) => one === seq).length
    if (times > 1) tell('I2', about, `change ${seq} was applied ${times} times`)
  }
  const last = seqs.map((attempts) => attempts.at(-1)).filter((row) => row !== undefined)
  checkOrder(about, doneSeqs, done, last, tell)
  let stopped = false
  for (const row of last) {
    checkEnd(about, row, done, stopped, tell)
    stopped ||= !PASSED.has(row.state)
  }
  for (const row of own) checkRefusal(about, row, decided, tell)
  const truth = stateOf(last)
  if (shown !== truth) tell('I5', about, `the list shows ${String(shown)}, the history says ${truth}`)
}

/** I3: by seq, upwards, and nothing left out that was not skipped by a person. */
function checkOrder(about: string, seqs: number[], done: Applied[], last: Row[], tell: Tell): void {
  const order = `applied ${seqs.join(' ')}`
  if (seqs.some((seq, index) => index > 0 && seq < (seqs[index - 1] ?? 0)))
    tell('I3', about, `out of order: ${order}`)
  const most = Math.max(0, ...seqs)
  for (const { seq, state } of last)
    if (seq < most && !seqs.includes(seq) && state !== 'SKIPPED')
      tell('I3', about, `change ${seq} (${state}) was passed over: ${order}`)
  for (const { kind, row } of done)
    if ((kind === 'create') !== (row?.seq === 1))
      tell('I3', about, `change ${row?.seq} was applied as ${kind}`)
}

/** I1, I5, I6 of the attempt that counts. */
function checkEnd(about: string, row: Row, done: Applied[], stopped: boolean, tell: Tell): void {
  const change = `change ${row.seq}`
  const isApplied = done.some((one) => one.row?.seq === row.seq)
  if (row.state === 'ACCEPTED' && !isApplied)
    tell('I5', about, `${change} is shown as accepted, ЕПГУ has not applied it`)
  if (row.state !== 'ACCEPTED' && isApplied)
    tell('I5', about, `${change} is shown as ${row.state}, ЕПГУ has applied it`)
  if (row.state === 'SUPERSEDED') tell('I1', about, `${change} was put aside and nothing went in its place`)
  if (OPEN.has(row.state) && !stopped) tell('I6', about, `${change} is still ${row.state}`)
  if (stopped && row.state !== 'QUEUED' && !PASSED.has(row.state) && !STOPS.has(row.state))
    tell('I3', about, `${change} is ${row.state} behind one that has not ended`)
  if (row.lateSeconds > LATE && !row.escalated && !stopped)
    tell('I6', about, `${change} passed its limit by ${row.lateSeconds} s and nobody was told`)
}

/** I5: a refusal that is shown is the one that ЕПГУ gave. */
function checkRefusal(about: string, row: Row, decided: Applied[], tell: Tell): void {
  if (row.code === null || row.code === 0) return
  const given = decided.find((one) => one.messageId === row.messageId && one.row?.seq === row.seq)
  if (given?.code !== row.code)
    tell('I5', about, `change ${row.seq} is shown as refused by ${row.code}, ЕПГУ said ${given?.code}`)
}

/** What the list has to show of an application: the first refusal, else that something is under way, else the last end. */
function stateOf(last: Row[]): string | undefined {
  const rows = last.filter(({ state }) => state !== 'SUPERSEDED')
  const stop = rows.find(({ state }) => STOPS.has(state))
  if (stop) return stop.state
  if (rows.some(({ state }) => OPEN.has(state))) return 'QUEUED'
  return rows.at(-1)?.state
}

function checkQueue({ messages, unread }: Database, tell: Tell): void {
  for (const { id, state } of messages)
    if (state === 'PREPARED' || state === 'SENT') tell('I6', id, `the message is still ${state}`)
  if (unread > 0) tell('I6', 'answers', `${unread} are stored and not read or not acknowledged`)
}

/** I2, I7: one id, the same bytes, and they were in the log; the logs are whole. */
function checkBytes({ sealed, logs }: Database, journal: Decided[], tell: Tell): void {
  const bytes = groups(sealed, ({ messageId }) => messageId)
  for (const [id, kept] of bytes)
    if (new Set(kept.map(({ sha256 }) => sha256)).size > 1)
      tell('I2', id, 'went with other bytes under the same MessageID')
  for (const { id } of journal)
    if (!bytes.has(id)) tell('I7', id, 'ЕПГУ has it, its signed bytes are not kept')
  for (const text of logs) tell('I7', 'log', text)
}

import { expect, it } from 'vitest'
import { check, type Ack, type Database, type Decided, type Row } from './checker'

const at = (seq: number) => `2026-11-01T10:0${seq}:00.000Z`
const row = (seq: number, more: Partial<Row> = {}): Row => ({
  delivery: `d${seq}`,
  orderNumber: 'A',
  change: `c${seq}`,
  seq,
  attempt: 1,
  kind: seq === 1 ? 'CREATE' : 'UPDATE',
  status: seq === 1 ? 6 : 7,
  at: at(seq),
  state: 'ACCEPTED',
  code: 0,
  messageId: `m${seq}`,
  lateSeconds: -100,
  escalated: false,
  ...more,
})
const decided = (seq: number, code = 0, id = `m${seq}`): Decided => ({
  id,
  outcomes: [
    {
      kind: seq === 1 ? 'create' : 'update',
      orderNumber: 'A',
      code,
      statuses: [{ status: seq === 1 ? 6 : 7, date: at(seq).replace('T10', 'T13').replace('Z', '+03:00') }],
    },
  ],
})

/** Four changes: the third was refused with code 31, put aside, and went again. */
const whole = () => ({
  acks: [
    { what: 'registered', key: 'k1', orderNumber: 'A' },
    { what: 'changed', key: 'k2', orderNumber: 'A', change: 'c2', status: 7, at: at(2) },
    { what: 'resent', delivery: 'd3' },
  ] as Ack[],
  database: {
    rows: [
      row(1),
      row(2),
      row(3, { state: 'SUPERSEDED', code: 31 }),
      row(3, { delivery: 'd3b', attempt: 2, messageId: 'm3b' }),
      row(4),
    ],
    applications: [{ orderNumber: 'A', state: 'ACCEPTED' }],
    messages: ['m1', 'm2', 'm3', 'm3b', 'm4'].map((id) => ({ id, state: 'ANSWERED' })),
    sealed: ['m1', 'm2', 'm2', 'm3', 'm3b', 'm4'].map((messageId) => ({ messageId, sha256: messageId })),
    unread: 0,
    logs: [],
  } as Database,
  journal: [decided(1), decided(2), decided(3, 31), decided(3, 0, 'm3b'), decided(4)],
})
type History = ReturnType<typeof whole>
const judge = ({ acks, database, journal }: History) => check(acks, database, journal)
const change = (history: History, index: number, more: Partial<Row>) =>
  void Object.assign(history.database.rows[index] ?? {}, more)
const show = (history: History, state: string) =>
  void (history.database.applications = [{ orderNumber: 'A', state }])

it('finds nothing where nothing is wrong', () => expect(judge(whole())).toEqual([]))

it('lets a skipped change be left out, and wait what is behind a refusal', () => {
  const history = whole()
  change(history, 1, { state: 'SKIPPED', code: null })
  change(history, 4, { state: 'QUEUED', code: null, messageId: null })
  change(history, 3, { state: 'REFUSED', code: 5 })
  show(history, 'REFUSED')
  history.journal = [decided(1), decided(3, 31), decided(3, 5, 'm3b')]
  expect(judge(history)).toEqual([])
})

it.each<[string, string, (history: History) => void]>([
  [
    'I1',
    'an acknowledged registration that is gone',
    (h) => h.acks.push({ what: 'registered', key: 'k', orderNumber: 'B' }),
  ],
  [
    'I1',
    'an acknowledged change that is gone',
    (h) => h.acks.push({ what: 'changed', key: 'k', orderNumber: 'A', change: 'c9', status: 7, at: at(9) }),
  ],
  [
    'I1',
    'a planted change that is gone',
    (h) => h.acks.push({ what: 'planted', orderNumber: 'A', changes: 5 }),
  ],
  ['I1', "a clerk's decision that is gone", (h) => h.acks.push({ what: 'skipped', delivery: 'd4' })],
  ['I1', 'a change put aside for nothing', (h) => (change(h, 4, { state: 'SUPERSEDED' }), h.journal.pop())],
  [
    'I2',
    'a change applied twice',
    (h) => (h.journal.push(decided(4, 0, 'm3')), (h.journal[2] = decided(3, 31, 'm9'))),
  ],
  ['I2', 'one message decided twice', (h) => h.journal.push({ id: 'm4', outcomes: [] })],
  [
    'I2',
    'one MessageID with two bodies',
    (h) => h.database.sealed.push({ messageId: 'm2', sha256: 'other' }),
  ],
  [
    'I2',
    'one key, two answers',
    (h) => h.acks.push({ what: 'changed', key: 'k2', orderNumber: 'A', change: 'c4', status: 7, at: at(4) }),
  ],
  ['I3', 'two changes in the wrong order', (h) => h.journal.reverse()],
  [
    'I3',
    'a change left out in the middle',
    (h) => (change(h, 1, { state: 'FAILED' }), h.journal.splice(1, 1)),
  ],
  ['I3', 'a hole in the sequence', (h) => (h.database.rows.splice(1, 1), h.journal.splice(1, 1))],
  [
    'I3',
    'an update applied as a create',
    (h) => void Object.assign(h.journal[1]?.outcomes[0] ?? {}, { kind: 'create' }),
  ],
  [
    'I3',
    'a change under way behind one that has not ended',
    (h) => (change(h, 3, { state: 'REFUSED', code: null }), change(h, 4, { state: 'SENDING' })),
  ],
  [
    'I4',
    'an order nobody committed',
    (h) => void Object.assign(h.journal[1]?.outcomes[0] ?? {}, { orderNumber: 'B' }),
  ],
  [
    'I4',
    'a status nobody committed',
    (h) => void h.journal[1]?.outcomes[0]?.statuses.push({ status: 7, date: at(9) }),
  ],
  ['I4', 'a message that is not ours', (h) => h.journal.push({ id: 'm9', outcomes: [] })],
  ['I5', 'shown as accepted, never applied', (h) => h.journal.pop()],
  ['I5', 'applied, shown as failed', (h) => (change(h, 4, { state: 'FAILED' }), show(h, 'FAILED'))],
  ['I5', 'a refusal that ЕПГУ never gave', (h) => change(h, 2, { code: 28 })],
  ['I5', 'a list that shows another state', (h) => show(h, 'QUEUED')],
  ['I5', 'another status than was acknowledged', (h) => change(h, 1, { status: 36 })],
  [
    'I6',
    'a change that never came to an end',
    (h) => (change(h, 4, { state: 'SENDING', code: null }), show(h, 'QUEUED'), h.journal.pop()),
  ],
  ['I6', 'a message left under way', (h) => h.database.messages.push({ id: 'm9', state: 'SENT' })],
  ['I6', 'an answer nobody read', (h) => void (h.database.unread = 1)],
  ['I6', 'a limit passed in silence', (h) => change(h, 4, { lateSeconds: 1000 })],
  ['I7', 'bytes that are not kept', (h) => h.database.sealed.shift()],
  ['I7', 'a log that was touched', (h) => h.database.logs.push('changed')],
])('%s: finds %s', (invariant, _name, plant) => {
  const history = whole()
  plant(history)
  expect(judge(history).map((text) => text.slice(0, 2))).toContain(invariant)
})

import { expect, it } from 'vitest'
import { judge, type Applied, type Committed } from './judge'

const committed: Committed[] = [6, 7, 36, 3].map((status, index) => ({
  orderNumber: 'A',
  seq: index + 1,
  status,
  state: 'ACCEPTED',
}))
const applied: Applied[] = [6, 7, 36, 3].map((status, index) => ({
  orderNumber: 'A',
  kind: index ? 'UPDATE' : 'CREATE',
  status,
  code: 0,
  messageId: String(index),
}))

it('finds nothing where nothing is wrong', () => expect(judge(committed, applied)).toEqual([]))

it.each<[string, Committed[], Applied[], string]>([
  ['a change that was shown as accepted and never arrived', committed, applied.slice(0, 3), 'I5'],
  ['a change applied twice', committed, [...applied, applied[3] as Applied], 'I2'],
  [
    'two changes in the wrong order',
    committed,
    [applied[0], applied[2], applied[1], applied[3]] as Applied[],
    'I3',
  ],
  ['a change left out in the middle', committed, [applied[0], applied[1], applied[3]] as Applied[], 'I3'],
  ['an update before the create', committed, applied.map((row) => ({ ...row, kind: 'UPDATE' })), 'I3'],
  ['an order nobody committed', [], applied, 'I4'],
  [
    'a change that never came to an end',
    committed.map((row) => ({ ...row, state: row.seq === 4 ? 'SENT' : row.state })),
    applied.slice(0, 3),
    'I1',
  ],
  [
    'a hole in the sequence',
    committed.filter((row) => row.seq !== 2),
    applied.filter((row) => row.status !== 7),
    'I3',
  ],
])('finds %s', (_name, have, got, violation) => expect(judge(have, got).join()).toContain(violation))

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeFields, GENESIS, logName, sealOf, type Field } from './chain'

const hex = (log: string, previous: Uint8Array, position: number, fields: Field[]) =>
  sealOf(logName(log), previous, position, encodeFields(fields)).toString('hex')

it('is SHA-256 over the bytes that the description names', () => {
  const bytes = Buffer.concat([
    GENESIS,
    Buffer.from('0000000100000007', 'hex'),
    Buffer.from('000000016c', 'hex'), // the log's name
    Buffer.from('00000002d0af', 'hex'), // «Я»
    Buffer.from('ffffffff', 'hex'), // nothing
  ])
  expect(hex('l', GENESIS, 2 ** 32 + 7, ['Я', null])).toBe(createHash('sha256').update(bytes).digest('hex'))
})

it('tells any two rows apart, wherever their texts are cut', () => {
  const field = fc.option(fc.oneof(fc.string(), fc.constantFrom('', 'a', 'aa', '\0\0\0\0', '\u0001')), {
    nil: null,
  })
  const row = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(field, { maxLength: 4 }))
  fc.assert(
    fc.property(row, row, ([one, fields], [other, others]) => {
      const same = JSON.stringify([one, fields]) === JSON.stringify([other, others])
      return (hex('log', GENESIS, one, fields) === hex('log', GENESIS, other, others)) === same
    }),
    { numRuns: 2000 },
  )
  const cut: Field[][] = [['ab', 'c'], ['a', 'bc'], ['abc', ''], ['abc', null], ['abc'], ['', 'abc']]
  expect(new Set(cut.map((fields) => hex('log', GENESIS, 1, fields))).size).toBe(cut.length)
})

it('depends on the log and on the seal before', () => {
  const seals = [hex('a', GENESIS, 1, []), hex('b', GENESIS, 1, []), hex('a', Buffer.alloc(32, 1), 1, [])]
  expect(new Set(seals).size).toBe(3)
  expect(hex('a', GENESIS, 1, ['я'.repeat(100_000)])).not.toBe(hex('a', GENESIS, 1, ['я'.repeat(99_999)]))
})

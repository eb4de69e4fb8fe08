import { expect, it } from 'vitest'
import { disorder } from './order'

const arrived = (...turns: [orderNumber: string, seq: number][]) =>
  turns.map(([orderNumber, seq]) => ({
    orderNumber,
    statusDate: `2026-11-28T10:0${seq}:00.000+03:00`,
    code: 0,
  }))

it('finds nothing where each change follows the one before it, however applications mix', () => {
  expect(disorder(arrived(['a', 1], ['b', 1], ['a', 2], ['b', 2], ['a', 3]))).toBe(0)
})

it('counts what overtook, what was overtaken and what came twice', () => {
  expect(disorder(arrived(['a', 2], ['a', 1]))).toBe(2)
  expect(disorder(arrived(['a', 1], ['a', 3], ['a', 2], ['b', 1]))).toBe(2)
  expect(disorder(arrived(['a', 1], ['a', 1], ['a', 2]))).toBe(1)
})

import { expect, it } from 'vitest'
import { estimate, ratioOf } from './measure'

it('compares round by round and takes the median', () => {
  const { value, low, high, noisy } = ratioOf([20, 30, 60, 40, 50], [10, 10, 15, 10, 10])
  expect(value).toBe(4)
  expect(low).toBeLessThanOrEqual(value)
  expect(high).toBeGreaterThanOrEqual(value)
  expect([low, high].every((one) => one >= 2 && one <= 5)).toBe(true)
  expect(noisy).toBe(false)
})

it('calls a run noisy whose reference varied by more than twice', () => {
  expect(ratioOf([1, 1], [10, 20]).noisy).toBe(false)
  expect(ratioOf([1, 1], [10, 21]).noisy).toBe(true)
})

it('has an interval that holds what was seen when that is spread', () => {
  const { low, high } = estimate([1, 2, 3, 4, 5])
  expect([low, high]).toEqual([expect.closeTo(1, 0), expect.closeTo(5, 0)])
})

import { expect, it } from 'vitest'
import { termOf } from './certificate-term'

const at = new Date('2026-11-24T12:00:00Z')
const after = (days: number) => ({ notAfter: new Date(at.getTime() + days * 86_400_000) })

it.each([
  [31, 31, undefined],
  [30, 30, 30],
  [14.5, 14, 30],
  [14, 14, 14],
  [2.9, 2, 3],
  [0.5, 0, 1],
  [0, 0, 0],
  [-3, 0, 0],
] as const)('%s days before the end: %s left, warning %s', (days, left, warning) => {
  expect(termOf(after(days), at)).toEqual({ days: left, warning })
})

import { describe, expect, it } from 'vitest'
import type { StatusEntry } from '@/lib/directories/schema'
import { needsReason, needsResult, nextStatuses, stateAfter } from './status'

const entry = (number: number, kind: StatusEntry['class']): StatusEntry => ({
  number,
  code: String(number),
  name: `status ${number}`,
  confirmed: true,
  class: kind,
  files: 'allowed',
})
const directory = [
  entry(1, 'intake'),
  entry(6, 'intake'),
  entry(7, 'progress'),
  entry(14, 'pause'),
  entry(3, 'granted'),
  entry(4, 'refused'),
  entry(10, 'cancelled'),
  entry(223, 'progress'),
]
const codes = (
  state: 'DRAFT' | 'IN_WORK' | 'GRANTED' | 'REFUSED' | 'CANCELLED',
  elkStatus: number | null,
  allowed: number[] = [],
) => nextStatuses({ state, elkStatus }, directory, allowed).map((status) => status.number)

describe('what may follow', () => {
  it('is nothing for a draft: it is registered, not changed', () => expect(codes('DRAFT', null)).toEqual([]))
  it.each(['GRANTED', 'REFUSED', 'CANCELLED'] as const)('is nothing after the end %s', (state) =>
    expect(codes(state, 3)).toEqual([]),
  )
  it('is everything but the same intake while intake lasts', () =>
    expect(codes('IN_WORK', 6)).toEqual([1, 7, 14, 3, 4, 10, 223]))
  it('is no intake once work has begun', () => expect(codes('IN_WORK', 7)).toEqual([7, 14, 3, 4, 10, 223]))
  it('is what the service allows', () => expect(codes('IN_WORK', 6, [3, 4, 223])).toEqual([3, 4, 223]))
  it('keeps working after a status that the directory lost', () =>
    expect(codes('IN_WORK', 999)).toEqual([7, 14, 3, 4, 10, 223]))
})

it('leads to the state of its class', () => {
  expect(directory.map(stateAfter)).toEqual([
    'IN_WORK',
    'IN_WORK',
    'IN_WORK',
    'IN_WORK',
    'GRANTED',
    'REFUSED',
    'CANCELLED',
    'IN_WORK',
  ])
  expect(directory.filter(needsReason).map((status) => status.number)).toEqual([4, 10])
  expect(directory.filter(needsResult).map((status) => status.number)).toEqual([3])
})

import { expect, it } from 'vitest'
import {
  DeclareImpossible,
  MOST_AT_ONCE,
  ResendDeliveries,
  ResendDelivery,
  ResolveAlarm,
  SkipDelivery,
  TakeBack,
} from './schema'

const id = '3f0d2a10-a9a1-41f1-8a77-020000000001'

it.each([
  [SkipDelivery, 'delivery.reasonNeeded'],
  [DeclareImpossible, 'delivery.impossibleReason'],
])('a decision has a reason of 3 to 300 signs', (schema, needed) => {
  const parse = (reason: string) => schema.safeParse({ deliveryId: id, reason })
  const told = (reason: string) => parse(reason).error?.issues.map(({ message }) => message)
  expect(parse(' abc\u0000 ').data).toEqual({ deliveryId: id, reason: 'abc' })
  expect(parse('a'.repeat(300)).success).toBe(true)
  expect(told(' ab ')).toEqual([needed])
  expect(told('a'.repeat(301))).toEqual(['delivery.reasonTooLong'])
  expect(schema.safeParse({ deliveryId: 'x', reason: 'abc' }).success).toBe(false)
})

it('many are sent again by choice, by code or by fault', () => {
  const takes = (input: unknown) => ResendDeliveries.safeParse(input).success
  const ids = (count: number) => Array.from({ length: count }, () => id)
  expect([1, MOST_AT_ONCE].map((count) => takes({ deliveryIds: ids(count) }))).toEqual([true, true])
  expect([0, MOST_AT_ONCE + 1].map((count) => takes({ deliveryIds: ids(count) }))).toEqual([false, false])
  expect([takes({ deliveryIds: ['x'] }), takes({ code: 1.5 }), takes({})]).toEqual([false, false, false])
  expect(takes({ code: 28 })).toBe(true)
  expect([takes({ fault: 'a'.repeat(200) }), takes({ fault: 'a' })]).toEqual([true, true])
  expect(['', '\u0000', 'a'.repeat(201)].map((fault) => takes({ fault }))).toEqual([false, false, false])
})

it.each([
  [ResendDelivery, 'deliveryId'],
  [TakeBack, 'deliveryId'],
  [ResolveAlarm, 'alarmId'],
])('what is named is named by its id', (schema, key) => {
  expect(schema.safeParse({ [key]: id }).data).toEqual({ [key]: id })
  expect(schema.safeParse({ [key]: 'x' }).success).toBe(false)
})

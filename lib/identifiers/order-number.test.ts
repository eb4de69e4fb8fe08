import { expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import { checkExamples } from './examples.kit'
import { parseOrderNumber } from './order-number'

checkExamples('ведомственный №', parseOrderNumber, {
  valid: [
    ['100-22-002-8044-5331'],
    ['92a868f2-4885-427b-b042-8879fb34c070'],
    ['47-2026/000123'],
    ['1999880001'],
    ['657d30e2-а1bf-4885-b042-8879fb34c070', undefined, 'orderNumber.mixed'],
    [' 47-1 ', '47-1', 'corrected.spaces'],
    ['47–1', '47-1', 'corrected.dashes'],
    ['я'.repeat(36)],
    ['😀'.repeat(36)],
  ],
  invalid: [
    ['', 'orderNumber.empty'],
    ['   ', 'orderNumber.empty'],
    ['1'.repeat(37), 'orderNumber.long'],
    ['1>2', 'unsendable'],
    ['1\ud800', 'control'],
  ],
})

it('says by how much it is too long', () => {
  const parsed = parseOrderNumber('1'.repeat(40))
  expect(!parsed.ok && heard(parsed.message).values).toEqual({ count: 4 })
})

import { expect, it } from 'vitest'
import { formatApplicationNumber, parseApplicationNumber } from './application-number'
import { checkExamples } from './examples.kit'

checkExamples('№ в АРМ', parseApplicationNumber, {
  valid: [['00000023'], ['00000001'], ['00012345'], ['100000000'], ['№ 00000023', '00000023']],
  invalid: [
    ['23', 'length'],
    ['0000023', 'length'],
    ['0000002A', 'onlyDigits'],
    ['000000023', 'length'],
    ['', 'empty'],
  ],
})

it('adds zeros and grows past eight digits', () => {
  expect(formatApplicationNumber(23)).toBe('00000023')
  expect(formatApplicationNumber('99999999')).toBe('99999999')
  expect(formatApplicationNumber(100000000)).toBe('100000000')
})

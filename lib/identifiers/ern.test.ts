import { expect, it } from 'vitest'
import { maskErn, parseErn } from './ern'
import { checkExamples } from './examples.kit'

checkExamples('ЕРН', parseErn, {
  valid: [['990000000123'], ['9900 0000 0123', '990000000123']],
  invalid: [
    ['99000000012', 'length'],
    ['9900000001234', 'length'],
    ['99000000012A', 'onlyDigits'],
    ['', 'empty'],
  ],
})

it('masks', () => expect(maskErn('990000000123')).toBe('********0123'))

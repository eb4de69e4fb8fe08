import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import {
  formatPassport,
  maskPassport,
  parsePassport,
  parsePassportNumber,
  parsePassportSeries,
} from './passport'

const today = '2026-11-05'

checkExamples('passport as one text', (raw) => parsePassport(raw, today), {
  valid: [
    ['4199 000101', { series: '4199', number: '000101' }],
    ['41 99 900001', { series: '4199', number: '900001' }],
    ['9999 123456', { series: '9999', number: '123456' }],
    ['4199000101', { series: '4199', number: '000101' }],
    ['4199 № 000101', { series: '4199', number: '000101' }],
    ['4130 000101', { series: '4130', number: '000101' }, 'passport.year'],
    ['0099 000101', { series: '0099', number: '000101' }, 'passport.region'],
  ],
  invalid: [
    ['419 000101', 'length'],
    ['4199 00010', 'length'],
    ['4199 00010I', 'onlyDigits'],
    ['4199 000000', 'passport.zero'],
    ['4199', 'document.empty'],
  ],
})

checkExamples('passport series', (raw) => parsePassportSeries(raw, today), {
  valid: [
    ['41 99', '4199'],
    ['4126', '4126'],
  ],
  invalid: [
    ['419', 'length'],
    ['', 'empty'],
  ],
})

checkExamples('passport number', parsePassportNumber, {
  valid: [['000101']],
  invalid: [
    ['', 'document.empty'],
    ['0', 'length'],
  ],
})

it('formats and masks', () => {
  expect(formatPassport({ series: '4199', number: '900001' })).toBe('41 99 900001')
  expect(maskPassport({ number: '000101' })).toBe('** ** ***101')
})

import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { formatPhone, maskPhone, parsePhone } from './phone'

checkExamples('telephone', parsePhone, {
  valid: [
    ['+7 (900) 000-00-01', '+79000000001'],
    ['8 900 000 00 02', '+79000000002', 'phone.eight'],
    ['7-900-000-00-03', '+79000000003'],
    ['+375 29 000-00-01', '+375290000001'],
  ],
  invalid: [
    ['+7 900 000 00', 'phone.length'],
    ['9000000004', 'phone.country'],
    ['+7900000000А', 'onlyDigits'],
    ['', 'empty'],
    ['+7 900 000-00-01 доб. 12', 'phone.extension'],
    ['+3752', 'phone.country'],
  ],
})

it('formats and masks', () => {
  expect(formatPhone('+79000000001')).toBe('+7 (900) 000-00-01')
  expect(maskPhone('+79000000001')).toBe('+7 (***) ***-**-01')
})

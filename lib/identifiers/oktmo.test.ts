import { checkExamples } from './examples.kit'
import { parseOktmo } from './oktmo'

checkExamples('ОКТМО', parseOktmo, {
  valid: [
    ['41000000'],
    ['41603101'],
    ['00000000', undefined, 'oktmo.electronic'],
    ['41603101001', '41603101', 'oktmo.first'],
  ],
  invalid: [
    ['4100000', 'length'],
    ['410000000', 'length'],
    ['4100000A', 'onlyDigits'],
    ['4100000000', 'length'],
    ['', 'empty'],
  ],
})

import { checkExamples } from './examples.kit'
import { parseOkato } from './okato'

checkExamples('ОКАТО', parseOkato, {
  valid: [['41000000000'], ['18000000000'], ['99000000000']],
  invalid: [
    ['41', 'length'],
    ['4100000000', 'length'],
    ['41000000OOO', 'onlyDigits'],
    ['', 'empty'],
  ],
})

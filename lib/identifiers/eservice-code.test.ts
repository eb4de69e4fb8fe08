import { parseEserviceCode } from './eservice-code'
import { checkExamples } from './examples.kit'

checkExamples('eserviceCode', parseEserviceCode, {
  valid: [['10000000109'], ['2540100010000664885'], ['7300000020000108239'], ['-10000000109']],
  invalid: [
    ['1'.repeat(21), 'eserviceCode.long'],
    ['100A', 'onlyDigits'],
    ['100 200', 'onlyDigits'],
    ['', 'empty'],
    ['-', 'empty'],
  ],
})

import { checkExamples } from './examples.kit'
import { parseOgrn } from './ogrn'

checkExamples('ОГРН', parseOgrn, {
  valid: [['1259900000018'], ['1029900123450'], ['5239900007771'], ['1259900000030']],
  invalid: [
    ['1259900000019', 'ogrn.control'],
    ['125990000001', 'length'],
    ['3259900000018', 'ogrn.first'],
    ['325990000000016', 'ogrn.ofTrader'],
    ['125990000000016', 'ogrn.long'],
    ['12599O0000018', 'onlyDigits'],
  ],
})

import { parseElkOrderNumber } from './elk-order-number'
import { checkExamples } from './examples.kit'

checkExamples('№ ЕПГУ', parseElkOrderNumber, {
  valid: [['2165858735'], ['2509110702'], ['73320593'], ['9223372036854775807'], ['№ 73320593', '73320593']],
  invalid: [
    ['0', 'elkOrderNumber.zero'],
    ['-5', 'onlyDigits'],
    ['21658587З5', 'onlyDigits'],
    ['9223372036854775808', 'elkOrderNumber.large'],
    ['012', 'elkOrderNumber.leading'],
    ['', 'empty'],
  ],
})

import { parseDepartmentCode } from './department-code'
import { checkExamples } from './examples.kit'

checkExamples('код подразделения', parseDepartmentCode, {
  valid: [['990-001'], ['470-002'], ['000-001'], ['990001', '990-001'], ['990–001', '990-001']],
  invalid: [
    ['99-001', 'length'],
    ['990001A', 'onlyDigits'],
    ['990–1', 'length'],
    ['99-0001', 'departmentCode.shape'],
    ['', 'empty'],
  ],
})

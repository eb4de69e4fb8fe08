import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { maskInn, parseOrganisationInn, parsePersonInn } from './inn'

checkExamples('ИНН of an organisation', parseOrganisationInn, {
  valid: [
    ['9900123450'],
    ['9911000072'],
    ['9999000119'],
    ['9900000000'],
    ['ИНН 9900123450', '9900123450', 'corrected.label'],
  ],
  invalid: [
    ['9900123451', 'inn.control'],
    ['990012345', 'length'],
    ['99001Z3450', 'onlyDigits'],
    ['0000000000', 'inn.zero'],
    ['990012345668', 'inn.ofPerson'],
    ['', 'empty'],
  ],
})

checkExamples('ИНН of a person', parsePersonInn, {
  valid: [['990012345668'], ['991100007765'], ['999900011155']],
  invalid: [
    ['990012345669', 'inn.control'],
    ['990012345678', 'inn.control'],
    ['99001234566', 'length'],
    ['9900123450', 'inn.ofOrganisation'],
    ['000000000000', 'inn.zero'],
  ],
})

it('masks a person, not an organisation', () => {
  expect(maskInn('990012345668')).toBe('********5668')
  expect(maskInn('9900123450')).toBe('9900123450')
})

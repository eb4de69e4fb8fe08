import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { kppForMessage, parseKpp } from './kpp'

checkExamples('КПП', parseKpp, {
  valid: [['990001001'], ['9900AZ001'], ['471501001'], ['КПП: 990001001', '990001001', 'corrected.label']],
  invalid: [
    ['99000100', 'length'],
    ['9900a1001', 'kpp.lower'],
    ['99000100Х', 'kpp.sign'],
    ['9900Х1001', 'kpp.cyrillic'],
    ['990Z01001', 'kpp.sign'],
    ['', 'empty'],
  ],
})

it('leaves a КПП with letters out of the message', () => {
  expect(kppForMessage('990001001')).toBe('990001001')
  expect(kppForMessage('9900AZ001')).toBeUndefined()
  expect(kppForMessage(null)).toBeUndefined()
})

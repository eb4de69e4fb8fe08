import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { maskDocumentNumber, parseDocumentNumber, parseDocumentSeries } from './other-document'

checkExamples('number of another document', parseDocumentNumber, {
  valid: [['AB 1234567'], ['1'], ['1234567890123456'], [' 12', '12', 'corrected.spaces']],
  invalid: [
    ['', 'document.empty'],
    ['12\u000134', 'control'],
    ['1'.repeat(51), 'document.numberLong'],
    ['1'.repeat(17), 'document.numberLong'],
    ['1>2', 'unsendable'],
  ],
})

checkExamples('series of another document', parseDocumentSeries, {
  valid: [['', ''], ['ВД']],
  invalid: [
    ['1'.repeat(17), 'document.seriesLong'],
    ['a\u0000', 'control'],
  ],
})

it('shows the last three', () => expect(maskDocumentNumber('AB1234567')).toBe('***567'))

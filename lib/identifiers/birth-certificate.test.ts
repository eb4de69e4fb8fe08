import { expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import { formatBirthCertificate, maskBirthCertificate, parseBirthCertificate } from './birth-certificate'
import { checkExamples } from './examples.kit'

checkExamples('birth certificate', parseBirthCertificate, {
  valid: [
    ['I-ВО 000001', { series: 'I-ВО', number: '000001' }],
    ['IV-МЮ 123456', { series: 'IV-МЮ', number: '123456' }],
    ['XIV-АБ № 654321', { series: 'XIV-АБ', number: '654321' }],
    ['iv–мю 123456', { series: 'IV-МЮ', number: '123456' }, 'corrected.dashes', 'corrected.capitals'],
  ],
  invalid: [
    ['1-ВО 000001', 'birthCertificate.suggestion'],
    ['IIII-ВО 000001', 'birthCertificate.roman'],
    ['I-BO 000001', 'birthCertificate.suggestion'],
    ['IVМЮ 123456', 'birthCertificate.suggestion'],
    ['I-ВО 000000', 'birthCertificate.zero'],
    ['чушь', 'birthCertificate.shape'],
    ['', 'document.empty'],
  ],
})

it.each([
  ['1-ВО 000001', 'I-ВО 000001'],
  ['I-BO 000001', 'I-ВО 000001'],
  ['IVМЮ 123456', 'IV-МЮ 123456'],
  ['Х-АБ 123456', 'X-АБ 123456'],
])('for %s suggests %s', (raw, suggestion) => {
  const parsed = parseBirthCertificate(raw)
  expect(!parsed.ok && heard(parsed.message).values.suggestion).toBe(suggestion)
})

it('formats and masks', () => {
  expect(formatBirthCertificate({ series: 'IV-МЮ', number: '123456' })).toBe('IV-МЮ 123456')
  expect(maskBirthCertificate({ number: '123456' })).toBe('**-** ***456')
})

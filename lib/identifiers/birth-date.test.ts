import { expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import { maskBirthDate, parseBirthDate } from './birth-date'
import { checkExamples } from './examples.kit'

const today = '2026-11-05'

checkExamples('birth date', (raw) => parseBirthDate(raw, { today }), {
  valid: [
    ['01.01.1990', '1990-01-01'],
    ['29.02.2000', '2000-02-29'],
    ['05.11.2026', '2026-11-05'],
    ['5.1.1990', '1990-01-05'],
    ['01011990', '1990-01-01'],
    ['1990-01-01', '1990-01-01'],
    ['05.11.1906', '1906-11-05'],
  ],
  invalid: [
    ['31.02.1990', 'date.day'],
    ['29.02.1900', 'date.day'],
    ['01.01.2090', 'birthDate.future'],
    ['1.1.90', 'date.shortYear'],
    ['06.11.2026', 'birthDate.future'],
    ['04.11.1905', 'birthDate.old'],
    ['01.13.1990', 'date.month'],
    ['вчера', 'date.shape'],
    ['', 'date.empty'],
    ['00.01.1990', 'date.day'],
  ],
})

checkExamples('birth date by passport', (raw) => parseBirthDate(raw, { today, byPassport: true }), {
  valid: [['05.11.2012', '2012-11-05']],
  invalid: [['06.11.2012', 'birthDate.young']],
})

it('tells the days of the month and masks', () => {
  const parsed = parseBirthDate('31.02.1990', { today })
  expect(!parsed.ok && heard(parsed.message).values).toEqual({ month: 2, year: 1990, days: 28 })
  expect(maskBirthDate('1990-01-01')).toBe('**.**.1990')
})

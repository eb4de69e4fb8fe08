import { expect, it } from 'vitest'
import { formatCalendarDate, parseCalendarDate } from './calendar-date'
import { checkExamples } from './examples.kit'

checkExamples('date', parseCalendarDate, {
  valid: [
    ['05.11.2026', '2026-11-05'],
    ['5.11.2026', '2026-11-05'],
    ['05112026', '2026-11-05'],
    ['2026-11-05', '2026-11-05'],
    ['29.02.2024', '2024-02-29'],
  ],
  invalid: [
    ['05.11.26', 'date.shortYear'],
    ['31.04.2026', 'date.day'],
    ['29.02.2100', 'date.day'],
    ['5112026', 'date.shape'],
    ['01.01.0000', 'date.shape'],
  ],
})

it('formats', () => expect(formatCalendarDate('2026-11-05')).toBe('05.11.2026'))

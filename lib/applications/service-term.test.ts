import { expect, it } from 'vitest'
import { formatDateTime, fromZoned } from '@/lib/core/format'
import { serviceTerm } from './service-term'

it.each([
  ['2026-11-20T09:00', 1, 'Asia/Kamchatka', '23.11.2026 09:00'], // Friday morning: Thursday still, in UTC
  ['2026-11-21T01:00', 1, 'Europe/Moscow', '23.11.2026 01:00'], // Saturday at night: Friday still, in UTC
  ['2026-11-16T12:00', 5, 'Europe/Moscow', '23.11.2026 12:00'],
  ['2026-11-16T12:00', 10, 'Europe/Moscow', '30.11.2026 12:00'],
])('%s + %d working days in %s', (from, days, zone, until) => {
  const start = fromZoned(from, zone)
  if (!start) throw new Error(from)
  expect(formatDateTime(serviceTerm(start, days, zone), zone)).toBe(until)
})

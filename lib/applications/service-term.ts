import { fromZoned, toZoned } from '@/lib/core/format'

/** The same time of day so many working days (Monday to Friday) later, by the calendar of the organisation's zone. */
export function serviceTerm(from: Date, workingDays: number, timeZone: string): Date {
  const [day = '', time = ''] = toZoned(from, timeZone).split('T')
  const date = new Date(`${day}T00:00:00Z`)
  for (let left = workingDays; left > 0;) {
    date.setUTCDate(date.getUTCDate() + 1)
    if (date.getUTCDay() !== 0 && date.getUTCDay() !== 6) left--
  }
  return fromZoned(`${date.toISOString().slice(0, 10)}T${time}`, timeZone) ?? from
}

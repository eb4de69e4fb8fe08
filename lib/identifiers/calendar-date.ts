import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const FORMS = [
  /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
  /^(?<d>\d{2})(?<m>\d{2})(?<y>\d{4})$/,
  /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/,
]

const daysIn = (year: number, month: number) =>
  month === 2
    ? (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

/** A date as typed (`05.11.2026`, `5.11.2026`, `05112026`, `2026-11-05`) to ISO `YYYY-MM-DD`; two-digit years are refused. */
export function parseCalendarDate(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.date.empty')
  const short = /^\d{1,2}\.\d{1,2}\.(\d{2})$/.exec(text)?.[1]
  if (short) return refuse('identifiers.date.shortYear', { full: `19${short}`, short })
  const found = FORMS.map((form) => form.exec(text)?.groups).find(Boolean)
  if (!found) return refuse('identifiers.date.shape')
  const [year, month, day] = [Number(found.y), Number(found.m), Number(found.d)]
  if (month < 1 || month > 12) return refuse('identifiers.date.month', { month })
  if (year < 1) return refuse('identifiers.date.shape')
  const days = daysIn(year, month)
  if (day < 1 || day > days) return refuse('identifiers.date.day', { month, year, days })
  const pad = (part: number, width: number) => String(part).padStart(width, '0')
  return accept(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, notices)
}

/** ISO to `05.11.2026`. */
export function formatCalendarDate(iso: string): string {
  return iso.slice(0, 10).split('-').reverse().join('.')
}

import { formatCalendarDate } from '@/lib/identifiers/calendar-date'
import { flagWords, kindWords, levelWords, originWords, stateWords, type ServiceRow } from './service-columns'

type Value = ServiceRow[keyof ServiceRow]

const wordFor = (words: Record<string, unknown>, value: unknown) =>
  Object.keys(words).find((word) => words[word] === value) ?? ''
const days = ['testSince', 'productionSince']
const words: Partial<Record<keyof ServiceRow, Record<string, unknown>>> = {
  active: flagWords,
  onEpgu: flagWords,
  state: stateWords,
  level: levelWords,
}

/** A value as it stands in a cell: of an export, and of what an import tells. Read back, it is the same value. */
export function shownCell(key: keyof ServiceRow, value: Value): string {
  if (value === null || value === undefined) return ''
  if (key === 'applicants' && Array.isArray(value))
    return value.map((one) => wordFor(kindWords, one).toUpperCase()).join(', ')
  if (key === 'origin') return wordFor(originWords, value).toUpperCase()
  if (Array.isArray(value)) return value.join(', ')
  const known = words[key]
  if (known) return wordFor(known, value)
  return days.includes(key) ? formatCalendarDate(String(value)) : String(value)
}

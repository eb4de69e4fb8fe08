import { parseCalendarDate } from './calendar-date'
import { refuse, type Parsed } from './parsed'

const OLDEST = 120
const PASSPORT_AGE = 14

interface BirthDateOptions {
  /** The calendar day of the organisation's zone, `YYYY-MM-DD`. */
  today: string
  /** By a passport the applicant must be 14. */
  byPassport?: boolean
}

/** Full years on the day; someone born on 29.02 comes of age on 01.03 of a common year. */
function ageOn(day: string, birth: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}

export function parseBirthDate(raw: string, { today, byPassport = false }: BirthDateOptions): Parsed {
  const parsed = parseCalendarDate(raw)
  if (!parsed.ok) return parsed
  if (parsed.value > today) return refuse('identifiers.birthDate.future')
  const age = ageOn(today, parsed.value)
  if (age > OLDEST) return refuse('identifiers.birthDate.old')
  if (byPassport && age < PASSPORT_AGE) return refuse('identifiers.birthDate.young')
  return parsed
}

/** `**.**.1990` */
export function maskBirthDate(iso: string): string {
  return `**.**.${iso.slice(0, 4)}`
}

import { say } from '@/lib/core/message'
import { parseDigits } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

// First two digits of the ОКАТО codes of regions, those of abolished ones too: old passports bear them.
const REGIONS = new Set(
  (
    '01 03 04 05 07 08 10 11 12 14 15 17 18 19 20 22 24 25 26 27 28 29 30 32 33 34 35 36 37 38 40 41 42 43 44 45 ' +
    '46 47 49 50 52 53 54 56 57 58 60 61 63 64 65 66 67 68 69 70 71 73 74 75 76 77 78 79 80 81 82 83 84 85 86 ' +
    '87 88 89 90 91 92 93 94 95 96 97 98 99'
  ).split(' '),
)
const FIRST_YEAR = 97

export interface Passport {
  series: string
  number: string
}

/** Series of a Russian passport. `today` is `YYYY-MM-DD`: a year of printing still to come is told, not refused. */
export function parsePassportSeries(raw: string, today: string): Parsed {
  const parsed = parseDigits(raw, { field: 'passportSeries', lengths: [4] })
  if (!parsed.ok) return parsed
  const notices = [...parsed.notices]
  const year = Number(parsed.value.slice(2))
  if (year < FIRST_YEAR && 2000 + year > Number(today.slice(0, 4)))
    notices.push(say('identifiers.passport.year'))
  if (!REGIONS.has(parsed.value.slice(0, 2))) notices.push(say('identifiers.passport.region'))
  return accept(parsed.value, notices)
}

export function parsePassportNumber(raw: string): Parsed {
  const { text } = tidy(raw)
  if (text === '') return refuse('identifiers.document.empty')
  const parsed = parseDigits(raw, { field: 'passportNumber', lengths: [6], label: /^№\s*/ })
  if (parsed.ok && Number(parsed.value) === 0) return refuse('identifiers.passport.zero')
  return parsed
}

/** Series and number from one text, as they are pasted: `4199 000101`, `41 99 900001`, `4199000101`. */
export function parsePassport(raw: string, today: string): Parsed<Passport> {
  const { text } = tidy(raw)
  const bare = text.replace(/^паспорт[\s:]*/i, '').replace(/сери[яи]\s*|номер\s*/gi, '')
  const [, series = '', number = ''] =
    /^[\d ]{10,}$/.test(bare) && bare.replace(/ /g, '').length === 10
      ? (/^(\d{4})(\d{6})$/.exec(bare.replace(/ /g, '')) ?? [])
      : (/^(.*?)\s*(?:№|\s)\s*(\S*)$/.exec(bare) ?? ['', bare, ''])
  const parsedSeries = parsePassportSeries(series, today)
  if (!parsedSeries.ok) return parsedSeries
  const parsedNumber = parsePassportNumber(number)
  if (!parsedNumber.ok) return parsedNumber
  const notices = [...new Set([...parsedSeries.notices, ...parsedNumber.notices])]
  return accept({ series: parsedSeries.value, number: parsedNumber.value }, notices)
}

/** `41 99 900001` */
export function formatPassport({ series, number }: Passport): string {
  return `${series.slice(0, 2)} ${series.slice(2)} ${number}`
}

/** `** ** ***101` */
export function maskPassport({ number }: Pick<Passport, 'number'>): string {
  return `** ** ***${number.slice(-3)}`
}

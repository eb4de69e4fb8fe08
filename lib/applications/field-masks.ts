import { parseBirthCertificate } from '@/lib/identifiers/birth-certificate'
import { formatCalendarDate, parseCalendarDate } from '@/lib/identifiers/calendar-date'
import { parseErn } from '@/lib/identifiers/ern'
import { parseEsiaId } from '@/lib/identifiers/esia-id'
import { parseOrganisationInn, parsePersonInn } from '@/lib/identifiers/inn'
import { parseKpp } from '@/lib/identifiers/kpp'
import { parseOgrn } from '@/lib/identifiers/ogrn'
import { parseOgrnip } from '@/lib/identifiers/ogrnip'
import { parseOktmo } from '@/lib/identifiers/oktmo'
import { parseOrderNumber } from '@/lib/identifiers/order-number'
import { parseDocumentNumber, parseDocumentSeries } from '@/lib/identifiers/other-document'
import type { Parsed } from '@/lib/identifiers/parsed'
import { parsePassport, parsePassportNumber, parsePassportSeries } from '@/lib/identifiers/passport'
import { parsePersonName, type NamePart } from '@/lib/identifiers/person-name'
import { parseSnils } from '@/lib/identifiers/snils'
import { formatDateTime } from '@/lib/core/format'
import { heard } from '@/lib/core/message'
import type { DocumentMask } from '@/lib/directories/schema'
import { readField, type FormPath, type FormValue } from './form-fields'
import { parseMoment } from './registration'
import type { ApplicationForm } from './schema'

/** What a field becomes when it is left: its canonical text, and what was corrected on the way. Pure. */
export type Masked = { values: Partial<Record<FormPath, FormValue>>; notices: string[] }
export type MaskAround = { timeZone: string; today: string; document: DocumentMask }

type Read = (text: string, form: ApplicationForm, around: MaskAround) => Parsed

const shown = <T>(parsed: Parsed<T>, show: (value: T) => string): Parsed =>
  parsed.ok ? { ...parsed, value: show(parsed.value) } : parsed
const name =
  (part: NamePart): Read =>
  (text) =>
    parsePersonName(text, part, { latinAllowed: true })

const reads: Partial<Record<FormPath, Read>> = {
  requestDate: (text, _, { timeZone }) =>
    shown(parseMoment(text, timeZone), (moment) => formatDateTime(moment, timeZone)),
  orderNumber: parseOrderNumber,
  region: parseOktmo,
  'person.snils': parseSnils,
  'person.birthDate': (text) => shown(parseCalendarDate(text), formatCalendarDate),
  'person.inn': (text) => parsePersonInn(text),
  'person.esiaId': parseEsiaId,
  'person.ernId': parseErn,
  'person.lastName': name('lastName'),
  'person.firstName': name('firstName'),
  'person.middleName': name('middleName'),
  'trader.ogrnip': parseOgrnip,
  'trader.inn': (text) => parsePersonInn(text, 'trader'),
  'trader.lastName': name('lastName'),
  'trader.firstName': name('firstName'),
  'trader.middleName': name('middleName'),
  'legal.ogrn': parseOgrn,
  'legal.inn': parseOrganisationInn,
  'legal.kpp': parseKpp,
  'legal.esiaId': parseEsiaId,
}

/** Null when the field has no mask, is empty, or is not understood: then what was typed stays as typed. */
export function maskField(path: FormPath, form: ApplicationForm, around: MaskAround): Masked | null {
  const text = String(readField(form, path))
  if (!text.trim()) return null
  if (path === 'person.documentSeries' || path === 'person.documentNumber')
    return maskDocument(path, text, form, around)
  const read = reads[path]?.(text, form, around)
  return read?.ok ? { values: { [path]: read.value }, notices: read.notices } : null
}

function maskDocument(
  path: 'person.documentSeries' | 'person.documentNumber',
  text: string,
  { person }: ApplicationForm,
  { document, today }: MaskAround,
): Masked | null {
  const whole = splitDocument(text, document, today)
  if (whole) return whole
  if (document === 'birthCertificate') {
    const both = parseBirthCertificate(`${person.documentSeries} ${person.documentNumber}`.trim())
    return both.ok ? documentOf(both.value, both.notices) : null
  }
  const series = path === 'person.documentSeries'
  const read =
    document === 'passport'
      ? series
        ? shown(parsePassportSeries(text, today), spaced)
        : parsePassportNumber(text)
      : (series ? parseDocumentSeries : parseDocumentNumber)(text)
  return read.ok ? { values: { [path]: read.value }, notices: read.notices } : null
}

/** Series and number that came in one text, as they are pasted; null when the text is not both. */
export function splitDocument(text: string, document: DocumentMask, today: string): Masked | null {
  if (document === 'passport') {
    const both = parsePassport(text, today)
    return both.ok ? documentOf({ ...both.value, series: spaced(both.value.series) }, both.notices) : null
  }
  if (document !== 'birthCertificate') return null
  const both = parseBirthCertificate(text)
  return both.ok ? documentOf(both.value, both.notices) : null
}

const spaced = (series: string) => series.replace(/^(\d{2})(\d{2})$/, '$1 $2')
const documentOf = (paper: { series: string; number: string }, notices: string[]): Masked => ({
  values: { 'person.documentSeries': paper.series, 'person.documentNumber': paper.number },
  notices,
})

/** What one press can mend of a message, or null: a Russian letter in a КПП, a certificate, a number of the other kind. */
export function fixFor(path: FormPath, message: string, form: ApplicationForm): Masked['values'] | null {
  const { key, values } = heard(message)
  const text = String(readField(form, path)).trim()
  switch (key) {
    case 'identifiers.kpp.cyrillic':
      return { [path]: text.replaceAll(String(values.letter), String(values.latin)) }
    case 'identifiers.kpp.lower':
      return { [path]: text.replaceAll(String(values.letter), String(values.capital)) }
    case 'identifiers.birthCertificate.suggestion': {
      const [series = '', number = ''] = String(values.suggestion).split(' ')
      return { 'person.documentSeries': series, 'person.documentNumber': number }
    }
    case 'identifiers.ogrn.ofTrader':
      return { kind: 'SOLE_TRADER', 'trader.ogrnip': text, 'legal.ogrn': '' }
    case 'identifiers.ogrnip.ofOrganisation':
      return { kind: 'LEGAL_ENTITY', 'legal.by': 'ogrn', 'legal.ogrn': text, 'trader.ogrnip': '' }
    default:
      return null
  }
}

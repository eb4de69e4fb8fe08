import { uuid7 } from './uuid7'
import {
  blindIndexes,
  openBytes,
  openText,
  sealBytes,
  sealJson,
  sealText,
  storedSnils,
  type Place,
} from './seal-value'

type Row = Record<string, unknown>
type Sealing = (data: Row, where: Row) => void

/** Names of a row's key in what a query answers; a value of another row stays closed. */
const rowKeys: Record<string, string[]> = {
  'applicants/snils': ['applicationId', 'application_id'],
  'applicants/document_series': ['applicationId', 'application_id'],
  'applicants/document_number': ['applicationId', 'application_id'],
  'applications/form': ['id'],
  'deliveries/facts': ['applicationId', 'application_id'],
  'search_terms/text': ['id'],
  'imports/examples': ['id'],
  'notifications/identifier': ['idempotencyKey'],
  'notifications/title': ['idempotencyKey'],
  'notifications/text': ['idempotencyKey'],
}

const text = (data: Row, name: string, place: Place) => {
  if (typeof data[name] === 'string') data[name] = sealText(place, data[name])
}
const keyed = (data: Row, where: Row, name: string): string => {
  const key = data[name] ?? where[name]
  if (typeof key !== 'string') throw new Error(`a sealed column is written without its row’s ${name}`)
  return key
}
/** A row that would get its key from the client gets it here: what is sealed names its row. */
const named = (data: Row, where: Row): string => keyed(((data.id ??= where.id ?? uuid7()), data), where, 'id')

/** What of each model is sealed when it is written. Statements past the models seal by themselves: see decision 020. */
const sealings: Record<string, Sealing> = {
  Applicant: (data, where) => {
    const row = keyed(data, where, 'applicationId')
    if ('snils' in data) data.snilsIndex = typeof data.snils === 'string' ? blindIndexes(data.snils)[0] : null
    text(data, 'snils', { column: 'applicants/snils', row })
    text(data, 'documentSeries', { column: 'applicants/document_series', row })
    text(data, 'documentNumber', { column: 'applicants/document_number', row })
  },
  Application: (data, where) => {
    if (data.form !== undefined)
      data.form = sealJson({ column: 'applications/form', row: named(data, where) }, data.form)
  },
  Delivery: (data, where) => {
    const facts = data.facts as Row | undefined
    if (facts?.applicant === undefined) return
    const place = { column: 'deliveries/facts', row: keyed(data, where, 'applicationId') }
    data.facts = { ...facts, applicant: sealJson(place, facts.applicant) }
  },
  Envelope: (data) => {
    if (data.body instanceof Uint8Array) data.body = sealBytes('envelopes/body', data.body)
  },
  SearchTerm: (data, where) => text(data, 'text', { column: 'search_terms/text', row: named(data, where) }),
  Notification: (data, where) => {
    if (data.identifier === undefined) return
    const row = keyed(data, where, 'idempotencyKey')
    for (const name of ['identifier', 'title', 'text'])
      text(data, name, { column: `notifications/${name}`, row })
  },
  User: (data) => {
    if (typeof data.snils === 'string') data.snils = storedSnils(data.snils)
  },
  Import: (data, where) => {
    if (data.examples !== undefined)
      data.examples = sealJson({ column: 'imports/examples', row: keyed(data, where, 'id') }, data.examples)
  },
}

/** The arguments of a writing call with what is sealed in them. */
export function sealArguments(model: string | undefined, args: unknown): unknown {
  const sealing = model ? sealings[model] : undefined
  if (!sealing || typeof args !== 'object' || args === null) return args
  const given = { ...args } as Row
  const where = (given.where ?? {}) as Row
  for (const part of ['data', 'create', 'update']) {
    const data = given[part]
    if (typeof data !== 'object' || data === null) continue
    const rows = (Array.isArray(data) ? data : [data]).map((row: Row) => ({ ...row }))
    for (const row of rows) sealing(row, where)
    given[part] = Array.isArray(data) ? rows : rows[0]
  }
  return given
}

/**
 * What a query answered, opened. What was not sealed, or was moved or changed, stays as it is stored; so does what stands
 * under another name than its column's: nobody may have a sealed value opened by typing it into a field of theirs.
 */
export function openResult(value: unknown, around: Row[] = [], name = ''): unknown {
  if (typeof value === 'string') {
    const opened = openText(value)
    return opened && isNamed(opened.place, name) && isHere(opened.place, around) ? opened.value : value
  }
  if (value instanceof Uint8Array) return openBytes(value)
  if (Array.isArray(value)) return value.map((one) => openResult(one, around, name))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  const object = value as Row
  const scope = [object, ...around].slice(0, 2)
  for (const [name, inner] of Object.entries(object)) {
    const opened = openResult(inner, scope, name)
    if (opened !== inner) object[name] = opened
  }
  return object
}

const isNamed = ({ column }: Place, name: string): boolean => {
  if (column === 'deliveries/facts') return name === 'applicant'
  return column.endsWith(`/${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`)
}

const isHere = ({ column, row }: Place, around: Row[]): boolean => {
  const keys = (rowKeys[column] ?? []).flatMap((name) => around.flatMap((object) => object[name] ?? []))
  return keys.length === 0 || keys.includes(row)
}

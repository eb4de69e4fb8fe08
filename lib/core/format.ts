/** Numbers and moments as the screens write them (design: formats). Pure; every moment in a named zone. */
const cache = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string, options: Intl.DateTimeFormatOptions, locale = 'ru-RU'): Intl.DateTimeFormat {
  const key = locale + zone + JSON.stringify(options)
  let found = cache.get(key)
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })))
  return found
}

const ALL_PARTS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
}

type Moment = Date | string
const moment = (value: Moment) => (typeof value === 'string' ? new Date(value) : value)

/** `05.11.2026` */
export const formatDate = (value: Moment, zone: string): string =>
  formatter(zone, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(moment(value))

/** `14:20` */
export const formatTime = (value: Moment, zone: string): string =>
  formatter(zone, { hour: '2-digit', minute: '2-digit' }).format(moment(value))

/** `05.11.2026 14:20` */
export const formatDateTime = (value: Moment, zone: string): string =>
  `${formatDate(value, zone)} ${formatTime(value, zone)}`

const MINUTE = 60_000 // ms
const REGULAR = Date.UTC(1973, 0) // since then every zone has changed its offset at a whole minute
const REMEMBERED = 10_000
const offsets = new Map<string, number>()

/** Minutes the zone is ahead of UTC at that moment. */
export function zoneOffset(value: Moment, zone: string): number {
  const at = moment(value)
  if (!(at.getTime() >= REGULAR)) return readOffset(at, zone)
  const key = `${zone} ${Math.floor(at.getTime() / MINUTE)}`
  let found = offsets.get(key)
  if (found === undefined) {
    if (offsets.size >= REMEMBERED) offsets.clear()
    offsets.set(key, (found = readOffset(at, zone)))
  }
  return found
}

function readOffset(at: Date, zone: string): number {
  const parts = Object.fromEntries(
    formatter(zone, ALL_PARTS, 'en-US')
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<string, number>
  const local = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second,
  )
  return Math.round((local - Math.floor(at.getTime() / 1000) * 1000) / 60_000)
}

/** ISO 8601 with the zone's numeric offset: `2026-11-05T14:20:00.000+03:00` (protocol.md §1.7). */
export function toOffsetIso(value: Moment, zone: string): string {
  const at = moment(value)
  const minutes = zoneOffset(at, zone)
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)
  const absolute = Math.abs(minutes)
  const pad = (number: number) => String(number).padStart(2, '0')
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`
}

/** The moment at which clocks of the zone show `2026-11-05T14:20` (value of a datetime field). Null when it is no date. */
export function fromZoned(local: string, zone: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(local)
  if (!match) return null
  const utc = new Date(`${local.replace(' ', 'T')}${match[6] ? '' : ':00'}Z`)
  if (Number.isNaN(utc.getTime()) || utc.getUTCDate() !== Number(match[3])) return null
  const first = new Date(utc.getTime() - zoneOffset(utc, zone) * 60_000)
  return new Date(utc.getTime() - zoneOffset(first, zone) * 60_000)
}

/** Value of a datetime field for a moment: `2026-11-05T14:20`. */
export const toZoned = (value: Moment, zone: string): string => toOffsetIso(value, zone).slice(0, 16)

/** `1,2 МБ`; 1 МБ = 1 048 576 bytes. */
export function formatSize(bytes: number): string {
  const units = ['Б', 'КБ', 'МБ', 'ГБ']
  const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${new Intl.NumberFormat('ru-RU', { maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1 }).format(value)}\u00a0${units[power]}`
}

/** «Образцова В. Т.» */
export function shortName(person: {
  lastName: string | null
  firstName: string | null
  middleName?: string | null
}): string {
  const initials = [person.firstName, person.middleName].filter(Boolean).map((name) => `${name?.[0]}.`)
  return [person.lastName, ...initials].filter(Boolean).join(' ')
}

const MOSCOW = 3 * 3_600_000

/** The instant of an xs:dateTime; without an offset it is read as Moscow time, the portal's own. */
export function instantOf(dateTime: string): number {
  const whole = dateTime.trim().replace(/(\.\d{3})\d+/, '$1')
  return /(Z|[+-]\d\d:\d\d)$/.test(whole) ? Date.parse(whole) : Date.parse(`${whole}+03:00`)
}

export function moscowTimestamp(instant: number): string {
  return new Date(instant + MOSCOW).toISOString().replace('Z', '+03:00')
}

const page = new Intl.DateTimeFormat('ru-RU', {
  dateStyle: 'short',
  timeStyle: 'short',
  timeZone: 'Europe/Moscow',
})

export function pageTime(instant: number): string {
  return Number.isNaN(instant) ? '' : page.format(instant).replace(',', '')
}

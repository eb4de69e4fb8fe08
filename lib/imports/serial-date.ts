import type { CellText } from './cell-fault'

export type DateStyle = 'date' | 'time' | 'both'

const DAY = 86_400_000
const two = (value: number) => String(value).padStart(2, '0')

/** A day number of a spreadsheet as dd.mm.yyyy, with its time when it has one. */
export function formatSerial(serial: number, style: DateStyle, date1904: boolean): CellText {
  const whole = Math.floor(serial)
  const seconds = Math.round((serial - whole) * 86_400)
  if (!date1904 && whole === 60) return { text: '29.02.1900', fault: 'date' } // a day that only spreadsheets have
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30)
  const at = new Date(epoch + whole * DAY + seconds * 1000)
  if (serial < 0 || Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999)
    return { text: String(serial), fault: 'date' }
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}${at.getUTCSeconds() ? `:${two(at.getUTCSeconds())}` : ''}`
  if (style === 'time' && whole === 0) return { text: clock }
  const day = `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${String(at.getUTCFullYear()).padStart(4, '0')}`
  return { text: seconds > 0 ? `${day} ${clock}` : day }
}

/** A moment that a cell holds as ISO text (`t="d"`). */
export function formatIso(text: string): CellText {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?.*)?$/.exec(text.trim())
  if (!found) return { text, fault: 'date' }
  const [, year, month, day, hours = '00', minutes = '00', seconds = '00'] = found
  const date = `${day}.${month}.${year}`
  if (hours + minutes + seconds === '000000') return { text: date }
  return { text: `${date} ${hours}:${minutes}${seconds === '00' ? '' : `:${seconds}`}` }
}

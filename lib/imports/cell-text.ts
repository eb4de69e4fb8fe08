import type { CellText } from './cell-fault'
import { formatSerial, type DateStyle } from './serial-date'

/** How a number is shown: as a date, by a mask of digits («00000», «000-000-000 00»), or as it is. */
export type NumberStyle = { date: DateStyle } | { mask: string } | null

/** `_x000D_` of Excel. */
export const unescapeCell = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/** The number as a person sees it: no exponent, no noise of the 16th digit. An integer written in full stays as it is. */
export function numberText(raw: string, style: NumberStyle, date1904: boolean): CellText {
  const value = raw.trim()
  const found = NUMBER.exec(value)
  if (!found || (!found[2] && !found[3])) return { text: value, fault: 'error' }
  if (style && 'date' in style) return formatSerial(Number(value), style.date, date1904)
  const [, sign = '', whole = '', part = '', exponent] = found
  const minus = sign === '-' ? '-' : ''
  if (!part && exponent === undefined) return { text: minus + mask(whole, style) }
  const { digits, point } = rounded(whole, part, Number(exponent ?? 0))
  if (digits === '') return { text: mask('0', style) }
  if (point >= digits.length) {
    const text = minus + mask(digits + '0'.repeat(point - digits.length), style)
    // What Excel keeps of a number are 15 digits: the others of a long code are lost.
    return point > 15 ? { text, fault: 'rounded' } : { text }
  }
  const fraction =
    point <= 0 ? '0.' + '0'.repeat(-point) + digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return { text: minus + fraction.replace('.', ',') }
}

/** 15 significant digits without zeros at either end, and where the point stands among them. */
function rounded(whole: string, part: string, exponent: number): { digits: string; point: number } {
  const all = whole + part
  const zeros = /^0*/.exec(all)?.[0].length ?? 0
  let digits = all.slice(zeros)
  let point = whole.length + exponent - zeros
  if (digits.length > 15) {
    const head = (BigInt(digits.slice(0, 15)) + (Number(digits[15]) >= 5 ? 1n : 0n)).toString()
    if (head.length > 15) point++
    digits = head
  }
  return { digits: digits.replace(/0+$/, ''), point }
}

/** Fills the zeros of a mask from the right; digits that find no zero stand before it. */
function mask(digits: string, style: NumberStyle): string {
  const bare = digits.replace(/^0+(?=\d)/, '')
  if (!style || !('mask' in style)) return digits
  let left = bare
  let out = ''
  for (const sign of [...style.mask].reverse()) {
    if (sign !== '0') out = sign + out
    else {
      out = (left.at(-1) ?? '0') + out
      left = left.slice(0, -1)
    }
  }
  return left + out
}

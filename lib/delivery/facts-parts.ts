import { z } from 'zod'
import { lengthOf, unsendableSign } from '@/lib/identifiers/wire-text'

/** ASCII digits, exactly so many; `\d` of a schema would also take other alphabets' digits. */
export const digits = (count: number) => z.string().regex(new RegExp(`^[0-9]{${count}}$`))

/** xs:short */
export const short = z.int().min(-32768).max(32767)

export const uuid = z.string().regex(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/)

// A signer drops a value of white space alone, so the sent and the signed would differ (protocol.md, 4.7, rule 2).
const visible = (text: string) => /\S/.test(text)

/** Text that goes out letter for letter: 1–`limit` code points of XML 1.0, without `>` and line breaks. */
export const wireText = (limit: number) =>
  z.string().refine((text) => visible(text) && lengthOf(text) <= limit && unsendableSign(text) === undefined)

/**
 * Free text that nobody searches by (names of offices and organisations). Two things change in it, because signers
 * treat them unlike (protocol.md, 4.7, rule 9): a line break or tab becomes a space, `>` becomes `›`. An empty one is absent.
 */
export const freeText = (limit: number) =>
  z
    .string()
    .transform((text) =>
      text
        .replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' ')
        .replaceAll('>', '›')
        .trim(),
    )
    .refine((text) => lengthOf(text) <= limit && unsendableSign(text) === undefined)
    .transform((text) => (visible(text) ? text : undefined))

/** КПП with letters stays on the organisation's card: the wire knows digits only (decision 10). */
export const wireKpp = z
  .string()
  .regex(/^[0-9]{4}[0-9A-Z]{2}[0-9]{3}$/)
  .transform((kpp) => (/^[0-9]{9}$/.test(kpp) ? kpp : undefined))

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** `YYYY-MM-DD` */
export const calendarDay = z.string().refine((text) => {
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text) ?? []
  return isCalendarDay(Number(year), Number(month), Number(day))
})

/** Moment with a numeric offset: `2026-11-05T09:12:00.000+03:00`. */
export const instant = z.string().refine((text) => {
  const form =
    /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/
  const [, year, month, day] = form.exec(text) ?? []
  return isCalendarDay(Number(year), Number(month), Number(day))
})

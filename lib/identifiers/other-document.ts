import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'
import { lengthOf, refuseUnsendable } from './wire-text'

const LIMIT = 16

/** Series of a document other than a Russian passport: optional, up to 16 signs (the message's schema, decision 10). */
export function parseDocumentSeries(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  const unsendable = refuseUnsendable(text)
  if (unsendable) return unsendable
  const extra = lengthOf(text) - LIMIT
  return extra > 0 ? refuse('identifiers.document.seriesLong', { count: extra }) : accept(text, notices)
}

/** Number of such a document: required, up to 16 signs. */
export function parseDocumentNumber(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.document.empty')
  const unsendable = refuseUnsendable(text)
  if (unsendable) return unsendable
  const extra = lengthOf(text) - LIMIT
  return extra > 0 ? refuse('identifiers.document.numberLong', { count: extra }) : accept(text, notices)
}

/** All but the last three signs are hidden. */
export function maskDocumentNumber(number: string): string {
  return `***${[...number].slice(-3).join('')}`
}

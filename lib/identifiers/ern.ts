import { parseDigits } from './digits'
import { type Parsed } from './parsed'

/** Number of a record in the federal population register: 12 digits. */
export function parseErn(raw: string): Parsed {
  return parseDigits(raw, { field: 'ern', lengths: [12], label: /^ерн[\s:№.]*/i })
}

/** `********0123` */
export function maskErn(ern: string): string {
  return `********${ern.slice(-4)}`
}

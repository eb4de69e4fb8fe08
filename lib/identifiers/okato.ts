import { parseDigits } from './digits'
import { type Parsed } from './parsed'

/** REGION of ORGANIZATIONS_SENDERS: 11 digits of ОКАТО, not to be mixed with the ОКТМО of a message. */
export function parseOkato(raw: string): Parsed {
  return parseDigits(raw, { field: 'okato', lengths: [11], label: /^окато[\s:№.]*/i })
}

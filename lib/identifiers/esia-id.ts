import { foreignSign } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

// orgId of the message's schema has 20 signs; an id of a person is given the same.
const LIMIT = 20

/** ЕСИА id of a person or an organisation: digits. */
export function parseEsiaId(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.empty', { field: 'esiaId' })
  const foreign = [...text].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('esiaId', foreign)
  return text.length > LIMIT
    ? refuse('identifiers.esiaId.long', { count: text.length - LIMIT })
    : accept(text, notices)
}

/** Only the last three digits are shown. */
export function maskEsiaId(id: string): string {
  return `${'*'.repeat(Math.max(id.length - 3, 0))}${id.slice(-3)}`
}

import { foreignSign } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const LIMIT = 19

/** eserviceCode of ФРГУ or РГУ: up to 19 digits, a minus is allowed. */
export function parseEserviceCode(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.empty', { field: 'eserviceCode' })
  const digits = text.replace(/^-/, '')
  const foreign = [...digits].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('eserviceCode', foreign)
  if (digits === '') return refuse('identifiers.empty', { field: 'eserviceCode' })
  const extra = digits.length - LIMIT
  return extra > 0 ? refuse('identifiers.eserviceCode.long', { count: extra }) : accept(text, notices)
}

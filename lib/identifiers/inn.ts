import { parseDigits, weigh, wrongLength } from './digits'
import { accept, refuse, type Parsed } from './parsed'

const LABEL = /^инн[\s:№.]*/i
const TEN = [2, 4, 10, 3, 5, 9, 4, 6, 8]
const ELEVEN = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]
const TWELVE = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]

const control = (digits: string, weights: readonly number[]) => (weigh(digits, weights) % 11) % 10

/** ИНН of an organisation: 10 digits. */
export function parseOrganisationInn(raw: string): Parsed {
  const parsed = parseDigits(raw, { field: 'inn', lengths: [10, 12], label: LABEL })
  if (!parsed.ok) return parsed
  const inn = parsed.value
  if (inn.length === 12) return refuse('identifiers.inn.ofPerson')
  if (Number(inn) === 0) return refuse('identifiers.inn.zero')
  if (control(inn, TEN) !== Number(inn[9])) return refuse('identifiers.inn.control')
  return accept(inn, parsed.notices)
}

/** ИНН of a person or a sole trader: 12 digits. */
export function parsePersonInn(raw: string, who: 'person' | 'trader' = 'person'): Parsed {
  const parsed = parseDigits(raw, { field: 'inn', lengths: [12, 10], label: LABEL })
  if (!parsed.ok) return parsed
  const inn = parsed.value
  if (inn.length === 10) return refuse('identifiers.inn.ofOrganisation', { who })
  if (inn.length !== 12) return wrongLength('inn', inn.length, [12])
  if (Number(inn) === 0) return refuse('identifiers.inn.zero')
  const right = control(inn, ELEVEN) === Number(inn[10]) && control(inn, TWELVE) === Number(inn[11])
  return right ? accept(inn, parsed.notices) : refuse('identifiers.inn.control')
}

/** A person's ИНН shows four digits, an organisation's is open. */
export function maskInn(inn: string): string {
  return inn.length === 12 ? `********${inn.slice(8)}` : inn
}

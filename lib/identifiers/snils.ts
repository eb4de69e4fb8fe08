import { say } from '@/lib/core/message'
import { parseDigits } from './digits'
import { accept, refuse, type Parsed } from './parsed'

const LAST_WITHOUT_CONTROL = 1_001_998

function controlOf(body: string): number {
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0)
  return (sum % 101) % 100
}

/** СНИЛС, canonical `XXX-XXX-XXX YY`. The right control number is never told: it would be another person's account. */
export function parseSnils(raw: string): Parsed {
  const parsed = parseDigits(raw, { field: 'snils', lengths: [11], label: /^снилс[\s:№.]*/i })
  if (!parsed.ok) return parsed
  const body = parsed.value.slice(0, 9)
  if (Number(parsed.value) === 0) return refuse('identifiers.snils.zero')
  const value = formatSnils(parsed.value)
  if (Number(body) <= LAST_WITHOUT_CONTROL) {
    return accept(value, [...parsed.notices, say('identifiers.snils.noControl')])
  }
  if (controlOf(body) !== Number(parsed.value.slice(9))) return refuse('identifiers.snils.control')
  return accept(value, parsed.notices)
}

export function formatSnils(digits: string): string {
  return digits.replace(/\D/g, '').replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1-$2-$3 $4')
}

/** `***-***-123 91` */
export function maskSnils(snils: string): string {
  return `***-***-${formatSnils(snils).slice(8)}`
}

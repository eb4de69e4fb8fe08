import { parseDigits } from './digits'
import { accept, refuse, type Parsed } from './parsed'

/** ОГРН of a legal entity: 13 digits, the first 1 or 5. */
export function parseOgrn(raw: string): Parsed {
  const parsed = parseDigits(raw, { field: 'ogrn', lengths: [13, 15], label: /^огрн[\s:№.]*/i })
  if (!parsed.ok) return parsed
  const ogrn = parsed.value
  if (ogrn.length === 15)
    return refuse(ogrn.startsWith('3') ? 'identifiers.ogrn.ofTrader' : 'identifiers.ogrn.long')
  if (!/^[15]/.test(ogrn)) return refuse('identifiers.ogrn.first')
  const right = Number((BigInt(ogrn.slice(0, 12)) % 11n) % 10n) === Number(ogrn[12])
  return right ? accept(ogrn, parsed.notices) : refuse('identifiers.ogrn.control')
}

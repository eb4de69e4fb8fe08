import { parseDigits } from './digits'
import { accept, refuse, type Parsed } from './parsed'

/** ОГРНИП of a sole trader: 15 digits, the first is 3. */
export function parseOgrnip(raw: string): Parsed {
  const parsed = parseDigits(raw, { field: 'ogrnip', lengths: [15, 13], label: /^огрн(ип)?[\s:№.]*/i })
  if (!parsed.ok) return parsed
  const ogrnip = parsed.value
  if (ogrnip.length === 13) return refuse('identifiers.ogrnip.ofOrganisation')
  if (!ogrnip.startsWith('3')) return refuse('identifiers.ogrnip.first')
  const right = Number((BigInt(ogrnip.slice(0, 14)) % 13n) % 10n) === Number(ogrnip[14])
  return right ? accept(ogrnip, parsed.notices) : refuse('identifiers.ogrnip.control')
}

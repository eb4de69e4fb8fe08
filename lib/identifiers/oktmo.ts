import { say } from '@/lib/core/message'
import { parseDigits, wrongLength } from './digits'
import { accept, type Parsed } from './parsed'

/** ОКТМО: 8 or 11 digits are taken, the first 8 are kept. `00000000` is for electronic filing. */
export function parseOktmo(raw: string): Parsed {
  const parsed = parseDigits(raw, { field: 'oktmo', lengths: [8, 9, 10, 11], label: /^октмо[\s:№.]*/i })
  if (!parsed.ok) return parsed
  if (parsed.value.length === 9 || parsed.value.length === 10)
    return wrongLength('oktmo', parsed.value.length, [8, 11])
  const value = parsed.value.slice(0, 8)
  const notices = [...parsed.notices]
  if (parsed.value.length === 11) notices.push(say('identifiers.oktmo.first', { value }))
  if (Number(value) === 0) notices.push(say('identifiers.oktmo.electronic'))
  return accept(value, notices)
}

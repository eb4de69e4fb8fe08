import { say } from '@/lib/core/message'
import { foreignSign } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

/** Telephone to E.164: Russian `+7XXXXXXXXXX` (typed with 8, 7 or +7), foreign with its own `+`. */
export function parsePhone(raw: string): Parsed {
  const { text } = tidy(raw)
  const bare = text.replace(/^(тел|телефон)[.:\s]*/i, '')
  if (bare === '') return refuse('identifiers.empty', { field: 'phone' })
  if (/доб|ext|#|[xх]\s*\d+$/i.test(bare)) return refuse('identifiers.phone.extension')
  const packed = bare.replace(/[\s().-]/g, '')
  const foreign = [...packed.replace(/^\+/, '')].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('phone', foreign)
  if (/^\+(?!7)[1-9][0-9]{6,14}$/.test(packed)) return accept(packed)
  const [, lead = '', rest = ''] = /^(\+7|7|8)([0-9]*)$/.exec(packed) ?? []
  if (!lead) return refuse('identifiers.phone.country')
  if (rest.length !== 10) return refuse('identifiers.phone.length', { count: rest.length + 1 })
  return accept(`+7${rest}`, lead === '8' ? [say('identifiers.phone.eight')] : [])
}

/** `+7 (900) 000-00-01`; a foreign number stays E.164. */
export function formatPhone(phone: string): string {
  return phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 ($1) $2-$3-$4')
}

/** `+7 (***) ***-**-01` */
export function maskPhone(phone: string): string {
  return phone.startsWith('+7') ? `+7 (***) ***-**-${phone.slice(-2)}` : `+*****${phone.slice(-2)}`
}

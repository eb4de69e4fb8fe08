import { say } from '@/lib/core/message'
import { strayLetters } from './look-alikes'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'
import { lengthOf, refuseUnsendable } from './wire-text'

const LIMIT = 36

/** Ведомственный №: 1–36 signs. Mixed alphabets are told, and the form has that confirmed. */
export function parseOrderNumber(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '') return refuse('identifiers.orderNumber.empty')
  const unsendable = refuseUnsendable(text)
  if (unsendable) return unsendable
  const extra = lengthOf(text) - LIMIT
  if (extra > 0) return refuse('identifiers.orderNumber.long', { count: extra })
  const letters = strayLetters(text)
  return accept(text, letters ? [...notices, say('identifiers.orderNumber.mixed', { letters })] : notices)
}

import { say } from '@/lib/core/message'
import { strayLetters } from './look-alikes'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'
import { lengthOf } from './wire-text'

export type NamePart = 'lastName' | 'firstName' | 'middleName'

const LIMIT = 256
const PARTICLES = /^(оглы|оглу|кызы|гызы|угли|уулу)$/

interface NameOptions {
  /** Latin letters are for applicants who are not Russian citizens. */
  latinAllowed?: boolean
}

/** One part of ФИО. An absent middle name is the form's tick, not an empty text. */
export function parsePersonName(
  raw: string,
  field: NamePart,
  { latinAllowed = false }: NameOptions = {},
): Parsed {
  const { text, notices } = tidy(raw)
  const told = [...notices]
  const straight = text.replace(/[’ʼ‘`´]/g, "'")
  if (straight !== text) told.push(say('identifiers.corrected.apostrophe'))
  const single = straight.replace(/ {2,}/g, ' ').replace(/ ?- ?/g, '-')
  if (single !== straight && !told.includes(say('identifiers.corrected.spaces')))
    told.push(say('identifiers.corrected.spaces'))
  if (single === '')
    return refuse(field === 'middleName' ? 'identifiers.name.noMiddle' : 'identifiers.name.empty', { field })
  const letters = strayLetters(single)
  if (letters) return refuse('identifiers.name.mixed', { field, name: single, letters })
  const foreign = [...single].find((sign) => !/[\p{Script=Cyrillic}\p{Script=Latin}\p{M}' .-]/u.test(sign))
  if (foreign) return refuse('identifiers.name.sign', { field, sign: foreign })
  if (!/^\p{L}/u.test(single)) return refuse('identifiers.name.first', { field })
  const latin = /\p{Script=Latin}/u.test(single)
  if (latin && !latinAllowed) return refuse('identifiers.name.latin', { field })
  const extra = lengthOf(single) - LIMIT
  if (extra > 0) return refuse('identifiers.name.long', { field, count: extra })
  const capital =
    latin || PARTICLES.test(single) ? single : single.charAt(0).toLocaleUpperCase('ru') + single.slice(1)
  if (capital !== single) told.push(say('identifiers.corrected.capital'))
  return accept(capital, told)
}

import { say } from '@/lib/core/message'
import { wrongLength } from './digits'
import { latinTwin } from './look-alikes'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

/** КПП: 9 signs, the fifth and sixth may be Latin capitals. */
export function parseKpp(raw: string): Parsed {
  const { text, notices } = tidy(raw)
  const bare = text.replace(/^кпп[\s:№.]*/i, '')
  const told = notices.filter((notice) => notice === say('identifiers.corrected.digits'))
  if (bare !== text) told.push(say('identifiers.corrected.label'))
  const kpp = bare.replace(/[\s-]/g, '')
  if (kpp === '') return refuse('identifiers.empty', { field: 'kpp' })
  for (const [index, sign] of [...kpp].entries()) {
    if (/[0-9]/.test(sign)) continue
    const letterPlace = index === 4 || index === 5
    const latin = latinTwin(sign.toUpperCase())
    if (letterPlace && /[A-Z]/.test(sign)) continue
    if (letterPlace && latin) return refuse('identifiers.kpp.cyrillic', { letter: sign, latin })
    if (letterPlace && /[a-z]/.test(sign))
      return refuse('identifiers.kpp.lower', { letter: sign, capital: sign.toUpperCase() })
    return refuse('identifiers.kpp.sign', { sign, place: index + 1 })
  }
  return kpp.length === 9 ? accept(kpp, told) : wrongLength('kpp', kpp.length, [9])
}

/** The message's schema admits digits only (decision 10): a КПП with letters is left out of it. */
export function kppForMessage(kpp: string | null | undefined): string | undefined {
  return kpp && /^[0-9]{9}$/.test(kpp) ? kpp : undefined
}

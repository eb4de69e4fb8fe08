import { parseOrganisationInn } from '@/lib/identifiers/inn'

/**
 * Where the one search field sends what was typed. Numbers of applications may stand in the URL; everything that may be
 * a person's (a name, СНИЛС, ИНН, and whatever looks like one with a slip in it) may not (decision 27).
 */
export function searchKind(text: string): 'number' | 'applicant' {
  const typed = text.trim()
  const digits = typed.replaceAll(/\D/g, '')
  if (/^\d{1,9}$/.test(typed)) return 'number'
  if (/^\d{10}$/.test(typed)) return parseOrganisationInn(typed).ok ? 'applicant' : 'number'
  if (/^[\d\s.-]+$/.test(typed) && (digits.length === 11 || digits.length === 12)) return 'applicant'
  return /\d/.test(typed) && /[-/]/.test(typed) ? 'number' : 'applicant'
}

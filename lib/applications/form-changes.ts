import { formPaths, readField, type FormPath, type FormValue } from './form-fields'
import type { ApplicationForm } from './schema'

export type FieldChange = { path: FormPath; old: FormValue; new: FormValue }

const KEPT = 3
const initial = (text: string) => `${[...text][0]}.`
const end = (text: string) => `•••${[...text].length > 2 * KEPT ? [...text].slice(-KEPT).join('') : ''}`
const year = (text: string) => `••.••.${/\d{4}$/.exec(text)?.[0] ?? '••••'}`

/** What the card masks is masked here too: the record of an edit holds no personal data (I10). */
const masks: Partial<Record<FormPath, (text: string) => string>> = {
  'person.snils': end,
  'person.birthDate': year,
  'person.documentSeries': () => '•••',
  'person.documentNumber': end,
  'person.inn': end,
  'person.esiaId': end,
  'person.ernId': end,
  'person.lastName': initial,
  'person.firstName': initial,
  'person.middleName': initial,
  'trader.lastName': initial,
  'trader.firstName': initial,
  'trader.middleName': initial,
  'legal.esiaId': end,
}

/** Which fields an edit changed, from what to what, as it may be recorded and shown. Pure. */
export function formChanges(before: ApplicationForm, after: ApplicationForm): FieldChange[] {
  return formPaths.flatMap((path) => {
    const [old, next] = [readField(before, path), readField(after, path)]
    return old === next ? [] : [{ path, old: recorded(path, old), new: recorded(path, next) }]
  })
}

function recorded(path: FormPath, value: FormValue): FormValue {
  const text = typeof value === 'string' ? value.trim() : ''
  return text ? (masks[path]?.(text) ?? text.slice(0, 200)) : value
}

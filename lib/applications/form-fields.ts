import type { ApplicationForm } from './schema'

/** Paths of the form's fields in the order of the screen: the summary of errors and the comparison go by it. Pure. */
type Leaf<T, At extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string | boolean ? `${At}${Key}` : Leaf<T[Key], `${At}${Key}.`>
}[keyof T & string]
export type FormPath = Leaf<ApplicationForm>
export type FormValue = string | boolean

const names = ['lastName', 'firstName', 'middleName', 'noMiddleName'] as const

export const formPaths: readonly FormPath[] = [
  'serviceId',
  'purpose',
  'channel',
  'requestDate',
  'orderNumber',
  'officeId',
  'region',
  'kind',
  'person.by',
  'person.snils',
  'person.birthDate',
  'person.documentType',
  'person.documentSeries',
  'person.documentNumber',
  'person.inn',
  'person.esiaId',
  'person.ernId',
  ...names.map((name) => `person.${name}` as const),
  'person.citizenship',
  'trader.ogrnip',
  'trader.inn',
  ...names.map((name) => `trader.${name}` as const),
  'legal.by',
  'legal.ogrn',
  'legal.inn',
  'legal.kpp',
  'legal.esiaId',
  'legal.title',
]

export function readField(form: ApplicationForm, path: FormPath): FormValue {
  const [group, field] = path.split('.')
  const whole = form as unknown as Record<string, FormValue | Record<string, FormValue>>
  const value = whole[group ?? '']
  return (typeof value === 'object' ? value[field ?? ''] : value) ?? ''
}

export function writeField(form: ApplicationForm, path: FormPath, value: FormValue): ApplicationForm {
  const [group = '', field] = path.split('.')
  if (!field) return { ...form, [group]: value }
  return { ...form, [group]: { ...(form[group as 'person'] as object), [field]: value } }
}

export type Difference = {
  path: FormPath
  /** What both began with; null when that is not known. */
  base: FormValue | null
  theirs: FormValue
  mine: FormValue
  /** The side that changed the field alone; null when both did. */
  changedBy: 'theirs' | 'mine' | null
}

/** Fields in which two versions of one form differ, with the side that differs from what both began with (decision 36). */
export function differences(
  base: ApplicationForm | null,
  theirs: ApplicationForm,
  mine: ApplicationForm,
): Difference[] {
  return formPaths.flatMap((path) => {
    const [their, my] = [readField(theirs, path), readField(mine, path)]
    if (their === my) return []
    const before = base && readField(base, path)
    const changedBy = before === my ? 'theirs' : before === their ? 'mine' : null
    return [{ path, base: before, theirs: their, mine: my, changedBy }]
  })
}

/** Mine, with the fields taken from theirs where so chosen. */
export const merged = (
  mine: ApplicationForm,
  theirs: ApplicationForm,
  takeTheirs: readonly FormPath[],
): ApplicationForm => takeTheirs.reduce((form, path) => writeField(form, path, readField(theirs, path)), mine)

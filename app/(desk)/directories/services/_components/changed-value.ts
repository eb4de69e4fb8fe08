import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'
import { CitizenText } from '@/lib/directories/citizen-text'
import { heard } from '@/lib/core/message'
import { inWords } from '@/lib/i18n/translate'
import { formatCalendarDate } from '@/lib/identifiers/calendar-date'

const groups: Record<string, string> = {
  level: 'level',
  codeOrigin: 'origin',
  allowedApplicants: 'short',
  tkuState: 'state',
}

export const fieldName = (field: string): string => inWords(`catalogue.field.${field}`)

/** A value of the history as a person reads it. */
export function changedValue(field: string, value: unknown, choices: ServiceChoices): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value))
    return value.map((one: unknown) => changedValue(field, one, choices)).join(', ') || '—'
  const flag = { true: 'yes', false: 'no' }[String(value)]
  if (flag) return inWords(`catalogue.${flag}`)
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([status, text]) => `${statusName(status, choices)}: ${saidOf(text)}`)
        .join('; ') || '—'
    )
  const text = String(value)
  const group = groups[field]
  if (group) return inWords(`catalogue.${group}.${heard(text).key}`)
  if (field === 'allowedStatuses') return statusName(text, choices)
  if (field === 'defaultChannel') return choices.channels.find(({ code }) => code === text)?.name ?? text
  return field.endsWith('Since') ? formatCalendarDate(text) : text
}

/** A comment, or a template with what fills it. */
const saidOf = (text: unknown) => {
  const { data } = CitizenText.safeParse(text)
  return data ? [data.template, ...data.params.map(({ value }) => value)].join(' ') : String(text)
}

const statusName = (code: string, { statuses }: ServiceChoices) =>
  statuses.find(({ number }) => String(number) === code)?.name ?? code

import { formatPhone } from '@/lib/identifiers/phone'
import type { EventRow, ToldChange } from '@/lib/audit/event-row'

/** The catalogue, on the server or in the browser: `translate`, or `useTranslations()` of the whole. */
export type Words = { (key: never, values?: never): string; has(key: never): boolean }

const say = (words: Words, key: string, values?: Record<string, string | number>) =>
  words(key as never, values as never)
const known = (words: Words, key: string): string | undefined =>
  words.has(key as never) ? say(words, key) : undefined

export const actWords = (words: Words, action: string): string =>
  known(words, `audit.act.${action}`) ?? action

/** A refused sign-in is nobody's act: nobody has shown who they are. */
export const byWords = (words: Words, { by, action, result }: EventRow): string =>
  by ?? say(words, action === 'session.open' && result !== 'ok' ? 'audit.nobody' : 'audit.system')

export const outcomeWords = (words: Words, result: string): string =>
  known(words, `audit.outcome.${result}`) ?? say(words, 'audit.outcome.refused', { code: result })

export const subjectWords = (words: Words, { subjectType, subject }: EventRow): string =>
  subject === null
    ? ''
    : subjectType === 'directory'
      ? say(words, 'audit.directoryOf', { code: subject })
      : subject

/** «Роли: Инспектор → Инспектор, Секретарь» */
export const changeWords = (words: Words, type: string | null, change: ToldChange): string =>
  say(words, 'audit.change', {
    field: known(words, `audit.field.${type}.${change.field}`) ?? change.field,
    old: valueWords(words, change.field, change.old),
    fresh: valueWords(words, change.field, change.new),
  })

export const whyWords = (words: Words, { reason, note }: EventRow): string =>
  reason
    ? say(words, 'audit.reason', {
        reason: [known(words, `audit.why.${reason}`) ?? reason, note].filter(Boolean).join(', '),
      })
    : ''

/** Where the values of a field have words of their own. */
const named: Record<string, string> = {
  roles: 'shell.role',
  smevDriver: 'audit.driver',
  smevEnvironment: 'audit.environment',
  tkuState: 'audit.tku',
  allowedApplicants: 'audit.applicants',
}

function valueWords(words: Words, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return say(words, 'audit.empty')
  if (typeof value === 'boolean') return say(words, value ? 'audit.yes' : 'audit.no')
  if (Array.isArray(value))
    return value.length === 0
      ? say(words, 'audit.empty')
      : value.map((one) => valueWords(words, field, one)).join(', ')
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
  if (field === 'contactPhone') return formatPhone(text)
  return (named[field] && known(words, `${named[field]}.${text}`)) || text
}

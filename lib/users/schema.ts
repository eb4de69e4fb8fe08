import { z } from 'zod'
import { pgsRoles } from '@/lib/auth/permissions'
import { Id } from '@/lib/core/ids'
import { say } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { byRule, optionalByRule, textOf } from '@/lib/identifiers/by-rule'
import { parseEmail } from '@/lib/identifiers/email'
import { parseLogin } from '@/lib/identifiers/login'
import { parsePersonName } from '@/lib/identifiers/person-name'
import { parseSnils } from '@/lib/identifiers/snils'

const asked = z
  .string()
  .max(200)
  .transform((text) => storable(text).trim())
  .default('')
/** For how many days back «Отчёт о входах» may be asked (U12). */
export const reportDays = [7, 30, 90, 365] as const
export const ReportPeriod = z.object({
  days: z.coerce
    .number()
    .pipe(z.literal([...reportDays]))
    .default(30),
})
export const userStatuses = ['all', 'active', 'disabled'] as const

/** Filters of «Пользователи» (U01, U03). They name people: they go by POST and never stand in an address (decision 27). */
export const UserFilters = z.object({
  text: asked,
  login: asked,
  snils: asked,
  status: z.enum(userStatuses).default('all'),
  page: z.int().min(1).max(10_000).default(1),
})
export type UserFilters = z.output<typeof UserFilters>
export const noFilters: UserFilters = UserFilters.parse({})

/** The card as the form sends it (U05). The id is made when the form opens: a second press saves nothing twice. */
export const SaveUser = z.object({
  id: Id,
  /** Absent: a new user. */
  version: z.int().positive().optional(),
  login: byRule(parseLogin),
  lastName: byRule((raw) => parsePersonName(raw, 'lastName')),
  firstName: byRule((raw) => parsePersonName(raw, 'firstName')),
  middleName: optionalByRule((raw) => parsePersonName(raw, 'middleName')),
  position: textOf(1, 200, {
    short: 'users.error.position',
    long: say('users.error.long', { longest: 200 }),
  }),
  snils: optionalByRule(parseSnils),
  email: optionalByRule(parseEmail),
  officeId: z.union([z.literal('').transform(() => null), Id]),
  roles: z.array(z.enum(pgsRoles)).transform((roles) => pgsRoles.filter((role) => roles.includes(role))),
  elkModule: z.boolean(),
  /** The person has a card in another organisation, and a system administrator adds this one to it. */
  elsewhere: z.boolean().default(false),
})
export type SaveUser = z.output<typeof SaveUser>
export type UserForm = z.input<typeof SaveUser>

export const OneUser = z.object({ id: Id })
export const EndSessions = z.object({ id: Id, sessionId: Id.optional() })
export const DisableUser = z.object({
  id: Id,
  version: z.int().positive(),
  handOverTo: Id.nullable().default(null),
})
export const SuggestLogin = z.object({
  except: Id.optional(),
  /** A login that is taken: the same with the first free figure. Empty: made of the names and the organisation. */
  login: asked,
  lastName: asked,
  firstName: asked,
  middleName: asked,
})

/** What a card keeps, in its order: of the form, of its history, of an import. */
export const userFields = [
  'login',
  'lastName',
  'firstName',
  'middleName',
  'position',
  'snils',
  'email',
  'officeId',
  'roles',
  'elkModule',
] as const satisfies (keyof SaveUser)[]

import { z } from 'zod'
import { storable } from '@/lib/core/text'

/** «История» by what was changed: the types of subjects that are settings. */
export const settingKinds = ['user', 'organisation', 'office', 'service', 'directory'] as const
export type SettingKind = (typeof settingKinds)[number]

/** Looks and sessions of people stand in the journal of acts, not among the changes of settings. */
export const noChanges = ['user.reveal', 'session.end', 'application.handOver', 'user.changePassword']

/** Acts by which somebody saw a person's data. */
export const looks = [
  'application.view',
  'applicant.view',
  'applicant.reveal',
  'file.download',
  'delivery.xml',
  'application.print',
  'applications.export',
] as const

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined)
const before = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .catch(undefined)
const user = z.uuid().optional().catch(undefined)

export const HistoryFilter = z.object({
  kind: z.enum(settingKinds).optional().catch(undefined),
  user,
  from: day,
  to: day,
  before,
})
export type HistoryFilter = z.output<typeof HistoryFilter>

export const RefusedFilter = z.object({ from: day, to: day, before })
export type RefusedFilter = z.output<typeof RefusedFilter>

export const AuditFilter = z.object({
  user,
  act: z
    .string()
    .regex(/^[a-z]+\.[A-Za-z]{1,40}$/)
    .optional()
    .catch(undefined),
  result: z.enum(['ok', 'refused']).optional().catch(undefined),
  from: day,
  to: day,
  /** Of an application: ours, the department's or ЕПГУ's. No names and no СНИЛС: this stands in the URL (decision 27). */
  number: z
    .string()
    .trim()
    .max(40)
    .transform(storable)
    .optional()
    .catch(undefined)
    .transform((text) => text || undefined),
  before,
})
export type AuditFilter = z.output<typeof AuditFilter>

export const FindViewers = z.object({ text: z.string().max(40).transform(storable) })

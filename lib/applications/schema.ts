import { z } from 'zod'
import { storable } from '@/lib/core/text'
import { CitizenText } from '@/lib/directories/citizen-text'

/** Ways ЕПГУ finds a person, in the order in which they are offered (F05, F06). */
export const personWays = ['snilsBirthDate', 'snils', 'personalDocument', 'inn', 'esiaId', 'ernId'] as const
export const legalWays = ['ogrn', 'innKpp', 'esiaId'] as const
export const applicantKinds = ['PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY'] as const

const LIMIT = 2000
/** What was typed, as typed: a draft keeps any gap and any mistake (F01). Only what no database holds is taken out. */
const typed = z.string().max(LIMIT, 'applications.tooLong').transform(storable).default('')
const ticked = z.boolean().default(false)
const names = { lastName: typed, firstName: typed, middleName: typed, noMiddleName: ticked }

export const ApplicationForm = z.object({
  serviceId: typed,
  purpose: z.enum(['service', 'information']).default('service'),
  channel: typed,
  requestDate: typed,
  orderNumber: typed,
  officeId: typed,
  region: typed,
  kind: z.enum(applicantKinds).default('PERSON'),
  person: z
    .object({
      by: z.enum(personWays).default('snilsBirthDate'),
      snils: typed,
      birthDate: typed,
      ...names,
      citizenship: typed,
      documentType: typed,
      documentSeries: typed,
      documentNumber: typed,
      inn: typed,
      esiaId: typed,
      ernId: typed,
    })
    .prefault({}),
  trader: z.object({ ogrnip: typed, inn: typed, ...names }).prefault({}),
  legal: z
    .object({
      by: z.enum(legalWays).default('ogrn'),
      ogrn: typed,
      inn: typed,
      kpp: typed,
      title: typed,
      esiaId: typed,
    })
    .prefault({}),
})
export type ApplicationForm = z.infer<typeof ApplicationForm>

/** The key is made when the form opens: whatever is repeated with it has been done once (S15, decision 36). */
const opened = { id: z.uuid().optional(), version: z.int().positive().optional(), idempotencyKey: z.uuid() }

export const SaveDraft = z.object({ ...opened, form: ApplicationForm })
export type SaveDraft = z.infer<typeof SaveDraft>

export const RegisterApplication = z.object({ ...opened, form: ApplicationForm })
export type RegisterApplication = z.infer<typeof RegisterApplication>

const note = z
  .string()
  .transform((text) => storable(text).trim())
  .pipe(z.string().max(LIMIT, 'applications.tooLong'))
  .default('')

export const ChangeStatus = z.object({
  applicationId: z.uuid(),
  version: z.int().positive(),
  idempotencyKey: z.uuid(),
  status: z.int({ error: 'statuses.choose' }),
  statusDate: z.string().max(40),
  isInformed: z.boolean().default(false),
  withoutResult: z.boolean().default(false),
  reason: note,
  backdatedFor: note,
  comment: note,
  citizenText: CitizenText.optional(),
  fileIds: z.array(z.uuid()).max(100).default([]),
  /** The refused change in whose place this status goes; absent: the next one. */
  insteadOf: z.uuid().optional(),
})
export type ChangeStatus = z.infer<typeof ChangeStatus>

/** Why somebody asks to see a person's data (P06). */
export const revealReasons = ['call', 'document', 'appeal', 'other'] as const
export const RevealApplicant = z
  .object({
    applicationId: z.uuid(),
    reason: z.enum(revealReasons, { error: 'card.applicant.reasonNeeded' }),
    /** In words; where the reason is another one, there is no other telling of it. */
    note: note.pipe(z.string().max(300, 'applications.tooLong')),
  })
  .refine(({ reason, note }) => reason !== 'other' || note.length >= 3, {
    path: ['note'],
    message: 'card.applicant.noteNeeded',
  })
export type RevealApplicant = z.infer<typeof RevealApplicant>

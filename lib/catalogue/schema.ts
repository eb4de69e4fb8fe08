import { z } from 'zod'
import { say } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { CitizenText } from '@/lib/directories/citizen-text'
import { byRule, optionalByRule, textOf } from '@/lib/identifiers/by-rule'
import { parseCalendarDate } from '@/lib/identifiers/calendar-date'
import { parseEserviceCode } from '@/lib/identifiers/eservice-code'
import { parseStateStructureCode } from '@/lib/identifiers/state-structure-code'
import { parseTku } from '@/lib/identifiers/tku'
import { tkuProblem, tkuStates } from './tku-state'

/** What the browser shares with the server about the catalogue of services. */
export const tabs = ['all', 'none', 'requested', 'test', 'production', 'hidden'] as const
export type Tab = (typeof tabs)[number]
export const codeOrigins = ['RGU', 'KCR'] as const
export const levels = ['STATE', 'MUNICIPAL', 'INSTITUTION'] as const
export const applicantKinds = ['PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY'] as const

export const LONGEST = { name: 500, result: 200, comment: 2000 } as const
export const TERM = { least: 1, most: 365 } as const

const text = z.string().transform((raw) => storable(raw).trim())
const emptyOrNull = text.transform((value) => value || null)
const long = (longest: number) => say('catalogue.error.long', { longest })

const wholeNumber = (pattern: RegExp, message: string, least: number, most: number) =>
  text.transform((raw, context): number | null => {
    if (raw === '') return null
    if (pattern.test(raw) && Number(raw) >= least && Number(raw) <= most) return Number(raw)
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
const day = text.transform((raw, context): string | null => {
  if (raw === '') return null
  const parsed = parseCalendarDate(raw)
  if (parsed.ok) return parsed.value
  context.addIssue({ code: 'custom', message: parsed.message })
  return z.NEVER
})

/** Only a service that is on ЕПГУ itself has a number without a minus; told together with whatever else is wrong. */
export const minusOrOnEpgu = (form: { targetCode: string | null; onEpgu?: boolean | null }): boolean =>
  typeof form.targetCode !== 'string' || form.targetCode.startsWith('-') || form.onEpgu === true
export const minusMissing = (message: string) => ({ path: ['targetCode'], message, when: () => true })

/** The card as the form sends it (C02). The id is made when the form opens: a second press saves nothing twice. */
export const SaveService = z
  .object({
    id: z.uuid(),
    /** Absent: a new service. */
    version: z.int().positive().optional(),
    name: textOf(1, LONGEST.name, { short: 'catalogue.error.name', long: long(LONGEST.name) }),
    level: z.union([z.literal('').transform(() => null), z.enum(levels)]),
    eserviceCode: byRule(parseEserviceCode),
    codeOrigin: z.enum(codeOrigins),
    targetCode: optionalByRule((raw) => parseTku(raw, { alreadyOnEpgu: true })),
    /** The service is on ЕПГУ itself: its id of ФРГУ stands in the place of a ТКУ. */
    onEpgu: z.boolean(),
    stateStructureCode: byRule((raw) => parseStateStructureCode(raw.trim())).transform(
      (code) => code || null,
    ),
    allowedApplicants: z
      .array(z.enum(applicantKinds))
      .min(1, 'catalogue.error.applicants')
      .transform((given) => applicantKinds.filter((kind) => given.includes(kind))),
    defaultChannel: wholeNumber(/^-?\d{1,6}$/, 'catalogue.error.channel', -999_999, 999_999),
    termWorkingDays: wholeNumber(/^\d{1,3}$/, 'catalogue.error.term', TERM.least, TERM.most),
    allowedStatuses: z
      .array(z.string().regex(/^-?\d{1,5}$/))
      .max(500)
      .transform((given) => [...new Set(given.map(Number))].sort((a, b) => a - b)),
    statusComments: z
      .array(
        z.object({
          status: z.int(),
          text: text.pipe(z.string().max(LONGEST.comment, long(LONGEST.comment))),
        }),
      )
      .max(500),
    citizenTexts: z.array(CitizenText.extend({ status: z.int(), template: z.string().max(200) })).max(500),
    resultName: emptyOrNull.pipe(z.string().max(LONGEST.result, long(LONGEST.result)).nullable()),
    tkuState: z.enum(tkuStates),
    testSince: day,
    productionSince: day,
  })
  .refine(minusOrOnEpgu, minusMissing('identifiers.tku.minus'))
  .refine(({ tkuState, targetCode }) => targetCode !== null || tkuProblem(null, tkuState, false) === null, {
    path: ['tkuState'],
    message: 'catalogue.error.state.needsTku',
  })
  .refine(({ tkuState, targetCode }) => targetCode === null || tkuProblem(null, tkuState, true) === null, {
    path: ['tkuState'],
    message: 'catalogue.error.state.hasTku',
  })
  .transform(({ statusComments, citizenTexts, ...form }) => ({
    ...form,
    citizenTexts: Object.fromEntries(
      citizenTexts.flatMap(({ status, ...one }) => (one.template ? [[String(status), one]] : [])),
    ) as Record<string, CitizenText>,
    statusComments: Object.fromEntries(
      statusComments.flatMap((one) => (one.text ? [[String(one.status), one.text]] : [])),
    ),
  }))
export type SaveService = z.output<typeof SaveService>
export type ServiceForm = z.input<typeof SaveService>

export const StatusComments = z.record(z.string(), z.string()).catch({})
export const ShowService = z.object({ id: z.uuid(), version: z.int().positive(), active: z.boolean() })
/** So many services are asked for of the СЦ by one letter. */
export const MOST_ASKED = 500
export const RequestTku = z.object({ services: z.array(z.uuid()).min(1).max(MOST_ASKED) })
export type RequestTku = z.output<typeof RequestTku>
export const CatalogueFilters = z.object({
  text: text.pipe(z.string().max(200)).catch(''),
  tab: z.enum(tabs).catch('all'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type CatalogueFilters = z.output<typeof CatalogueFilters>

import { z } from 'zod'
import { codeOrigins, MOST_ASKED } from '@/lib/catalogue/schema'
import type { ServiceCodeOrigin } from '@/lib/core/generated/prisma/enums'
import { say } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { lengthOf } from '@/lib/identifiers/wire-text'
import { SUPPORT_ADDRESS } from './add-organisation'
import type { Letter } from './to-eml'

/** Letter L2: the СЦ is asked for the ТКУ of services, with four answers and a table (Q03). Pure. */
export const LONGEST_LIST = 4000
export const TABLE_NAME = 'tku.xlsx'
export const yesOrNo = ['YES', 'NO'] as const
export const plans = ['LIST', 'NONE'] as const

const wrong = 'letters.tkuRequest.error'

/** One of the mandatory answers: '' until it is given, nothing is taken for granted. */
const answer = <T extends string>(choices: readonly T[], question: string) =>
  z.enum(['', ...choices], `${wrong}.${question}`).transform((given, context): T => {
    const found = choices.find((choice) => choice === given)
    if (found) return found
    context.addIssue({ code: 'custom', message: `${wrong}.${question}` })
    return z.NEVER
  })

export const TkuRequest = z
  .object({
    services: z.array(z.uuid()).min(1, `${wrong}.services`).max(MOST_ASKED, `${wrong}.many`),
    onVku: answer(yesOrNo, 'onVku'),
    inTest: answer(yesOrNo, 'inTest'),
    planned: answer(plans, 'planned'),
    plannedList: z
      .string()
      .transform((text) => storable(text).trim())
      .pipe(z.string().max(LONGEST_LIST, say(`${wrong}.long`, { longest: LONGEST_LIST }))),
    origin: answer(codeOrigins, 'origin'),
    /** The body is not on ЕПГУ yet: its code goes into column A. */
    bodyAbsent: z.boolean(),
  })
  .refine(({ planned, plannedList }) => planned !== 'LIST' || plannedList !== '', {
    path: ['plannedList'],
    message: `${wrong}.plannedList`,
    when: () => true,
  })
export type TkuRequest = z.output<typeof TkuRequest>
export type TkuRequestForm = z.input<typeof TkuRequest>

export type AskedService = { name: string; eserviceCode: string; stateStructureCode: string | null }

const columns = [
  'state_structure_code',
  'numberstring',
  'eserviceCode',
  'serviceTargetId',
  'Commonservice_fullname',
  'hide',
] as const
type Column = (typeof columns)[number]
const LIMITS: Partial<Record<Column, number>> = {
  state_structure_code: 32,
  eserviceCode: 20,
  serviceTargetId: 20,
}

/** Columns A–F. The ТКУ asked for is the service's own code with a minus before it. */
export function tkuTable(services: AskedService[], bodyAbsent: boolean): string[][] {
  const rows = services.map(({ name, eserviceCode, stateStructureCode }, index) => [
    (bodyAbsent && stateStructureCode) || '',
    String(index + 1),
    eserviceCode,
    eserviceCode.replace(/^-?/, '-'),
    name,
    '0',
  ])
  return [[...columns], ...rows]
}

/** What the СЦ would not take: which service, which column, how long it is. `length` 0: the body's code is not there. */
export function tkuTableProblems(
  services: AskedService[],
  bodyAbsent: boolean,
): { name: string; column: Column; length: number; limit: number }[] {
  const [, ...rows] = tkuTable(services, bodyAbsent)
  return rows.flatMap((cells, row) =>
    columns.flatMap((column, at) => {
      const limit = LIMITS[column]
      const length = lengthOf(cells[at] ?? '')
      const missing = column === 'state_structure_code' && bodyAbsent && length === 0
      return limit !== undefined && (length > limit || missing)
        ? [{ name: services[row]?.name ?? '', column, length, limit }]
        : []
    }),
  )
}

type Organisation = {
  name: string
  inn: string
  kpp: string
  ogrn: string
  contactName: string | null
  contactPhone: string | null
}
type Words = (
  key: `letters.tkuRequest.${'subject' | 'routing' | 'text' | 'contact' | `answer.${TkuRequest['onVku' | 'planned'] | ServiceCodeOrigin}`}`,
  values?: Record<string, string | number>,
) => string

export function tkuRequestLetter(
  { onVku, inTest, planned, plannedList, origin, services }: TkuRequest,
  { contactName, contactPhone, ...organisation }: Organisation,
  words: Words,
): Letter {
  const said = (given: TkuRequest['onVku' | 'planned'] | ServiceCodeOrigin) =>
    words(`letters.tkuRequest.answer.${given}`)
  const contact = [contactName, contactPhone].filter(Boolean).join(', ')
  const parts = [
    words('letters.tkuRequest.routing'),
    words('letters.tkuRequest.text', {
      ...organisation,
      count: services.length,
      onVku: said(onVku),
      inTest: said(inTest),
      planned: planned === 'LIST' ? plannedList : said(planned),
      origin: said(origin),
      file: TABLE_NAME,
    }),
    ...(contact ? [words('letters.tkuRequest.contact', { contact })] : []),
  ]
  return {
    to: SUPPORT_ADDRESS,
    subject: words('letters.tkuRequest.subject', { organisation: organisation.name }),
    text: parts.join('\n\n'),
  }
}

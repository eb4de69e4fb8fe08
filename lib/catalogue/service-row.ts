import { z } from 'zod'
import { parseCalendarDate } from '@/lib/identifiers/calendar-date'
import { parseEserviceCode } from '@/lib/identifiers/eservice-code'
import { parseStateStructureCode } from '@/lib/identifiers/state-structure-code'
import { parseTku } from '@/lib/identifiers/tku'
import { cellByRule, orNull, wordOf, type Issue } from '@/lib/imports/cell-rules'
import { LONGEST, minusMissing, minusOrOnEpgu, TERM } from './schema'
import { flagWords, kindWords, levelWords, originWords, stateWords, type ServiceRow } from './service-columns'

const upTo = (longest: number, message: string) =>
  orNull((text, issue) => {
    if (text.length > longest) issue(message)
    return text
  })
const numberOf = (fits: (text: string) => boolean, message: string) =>
  orNull((text, issue) => {
    if (!fits(text)) issue(message)
    return Number(text)
  })
const listOf = <T>(parse: (text: string, issue: Issue) => T) =>
  orNull((text, issue) => [...new Set(text.split(/[\s,;/]+/).map((one) => parse(one, issue)))].sort())

export const stateCell = wordOf(stateWords, 'imports.services.state')
export const codeCell = cellByRule(parseEserviceCode)
export const tkuCell = cellByRule((text) => parseTku(text, { alreadyOnEpgu: true }))

const Row = z
  .object({
    name: upTo(LONGEST.name, 'imports.services.name'),
    eserviceCode: codeCell,
    targetCode: tkuCell,
    term: numberOf(
      (text) => /^\d{1,3}$/.test(text) && Number(text) >= TERM.least && Number(text) <= TERM.most,
      'imports.services.term',
    ),
    applicants: listOf((text, issue) => {
      const name = text.toLowerCase()
      if (!Object.hasOwn(kindWords, name)) issue('imports.services.applicant')
      return kindWords[name as keyof typeof kindWords]
    }),
    channel: numberOf((text) => /^-?\d{1,6}$/.test(text), 'imports.services.channel'),
    active: wordOf(flagWords, 'imports.services.active'),
    state: stateCell,
    level: wordOf(levelWords, 'imports.services.level'),
    origin: wordOf(originWords, 'imports.services.origin'),
    structureCode: cellByRule(parseStateStructureCode),
    onEpgu: wordOf(flagWords, 'imports.services.active'),
    result: upTo(LONGEST.result, 'imports.services.result'),
    statuses: listOf((text, issue) => {
      if (!/^-?\d{1,5}$/.test(text)) issue('imports.services.status')
      return Number(text)
    }),
    testSince: cellByRule(parseCalendarDate),
    productionSince: cellByRule(parseCalendarDate),
  })
  .refine(minusOrOnEpgu, minusMissing('imports.services.minus'))
  .transform((row): ServiceRow => ({
    ...row,
    eserviceCode: row.eserviceCode ?? '',
    statuses: row.statuses && row.statuses.sort((a, b) => a - b),
  }))

/** What the row of a file says of a service, or what is wrong with it. */
export const ServiceFileRow: z.ZodType<ServiceRow, Record<string, string>> = Row

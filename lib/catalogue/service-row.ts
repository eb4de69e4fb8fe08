import { z } from 'zod'
import { storable } from '@/lib/core/text'
import { parseCalendarDate } from '@/lib/identifiers/calendar-date'
import { parseEserviceCode } from '@/lib/identifiers/eservice-code'
import type { Parsed } from '@/lib/identifiers/parsed'
import { parseStateStructureCode } from '@/lib/identifiers/state-structure-code'
import { tidy } from '@/lib/identifiers/tidy'
import { parseTku } from '@/lib/identifiers/tku'
import { LONGEST, minusMissing, minusOrOnEpgu, TERM } from './schema'
import { flagWords, kindWords, levelWords, originWords, stateWords, type ServiceRow } from './service-columns'

type Issue = (message: string) => void

/** A cell that says nothing leaves what stands. */
const orNull = <T>(parse: (text: string, issue: Issue) => T) =>
  z.string().transform((text, context): T | null => {
    const plain = tidy(storable(text)).text
    return plain === '' ? null : parse(plain, (message) => context.addIssue({ code: 'custom', message }))
  })
const byRule = (rule: (text: string) => Parsed) =>
  orNull((text, issue) => {
    const parsed = rule(text)
    if (parsed.ok) return parsed.value
    issue(parsed.message)
    return ''
  })
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
/** One of the words that an export writes, or of those that people write for them. */
const wordOf = <T>(words: Record<string, T>, message: string) =>
  orNull((text, issue): T | null => {
    const name = text.toLowerCase()
    if (Object.hasOwn(words, name)) return words[name] as T
    issue(message)
    return null
  })
const listOf = <T>(parse: (text: string, issue: Issue) => T) =>
  orNull((text, issue) => [...new Set(text.split(/[\s,;/]+/).map((one) => parse(one, issue)))].sort())

export const stateCell = wordOf(stateWords, 'imports.services.state')
export const codeCell = byRule(parseEserviceCode)
export const tkuCell = byRule((text) => parseTku(text, { alreadyOnEpgu: true }))

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
    structureCode: byRule(parseStateStructureCode),
    onEpgu: wordOf(flagWords, 'imports.services.active'),
    result: upTo(LONGEST.result, 'imports.services.result'),
    statuses: listOf((text, issue) => {
      if (!/^-?\d{1,5}$/.test(text)) issue('imports.services.status')
      return Number(text)
    }),
    testSince: byRule(parseCalendarDate),
    productionSince: byRule(parseCalendarDate),
  })
  .refine(minusOrOnEpgu, minusMissing)
  .transform((row): ServiceRow => ({
    ...row,
    eserviceCode: row.eserviceCode ?? '',
    statuses: row.statuses && row.statuses.sort((a, b) => a - b),
  }))

/** What the row of a file says of a service, or what is wrong with it. */
export const ServiceFileRow: z.ZodType<ServiceRow, Record<string, string>> = Row

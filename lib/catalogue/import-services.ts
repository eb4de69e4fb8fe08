import { z } from 'zod'
import type { Tx } from '@/lib/core/db'
import { storable } from '@/lib/core/text'
import { parseEserviceCode } from '@/lib/identifiers/eservice-code'
import type { Parsed } from '@/lib/identifiers/parsed'
import { tidy } from '@/lib/identifiers/tidy'
import { parseTku } from '@/lib/identifiers/tku'
import type { ImportKind } from '@/lib/imports/kind'
import { planServices } from './plan-services'
import { serviceColumns, type ServiceRow } from './service-columns'
import { writeServices } from './write-services'

const NAME_LIMIT = 500
const applicants = { фл: 'PERSON', ип: 'SOLE_TRADER', юл: 'LEGAL_ENTITY' } as const
const flags: Record<string, boolean> = { да: true, нет: false }

/** A cell that says nothing leaves what stands. */
const orNull = <T>(parse: (text: string, issue: (message: string) => void) => T) =>
  z.string().transform((text, context): T | null => {
    const plain = tidy(storable(text)).text
    return plain === '' ? null : parse(plain, (message) => context.addIssue({ code: 'custom', message }))
  })

const identifier = (parse: (text: string) => Parsed) => (text: string, issue: (message: string) => void) => {
  const parsed = parse(text)
  if (parsed.ok) return parsed.value
  issue(parsed.message)
  return ''
}

const Row = z
  .object({
    name: orNull((text, issue) => {
      if (text.length > NAME_LIMIT) issue('imports.services.name')
      return text
    }),
    eserviceCode: orNull(identifier(parseEserviceCode)),
    targetCode: orNull(identifier(parseTku)),
    term: orNull((text, issue) => {
      if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 365) issue('imports.services.term')
      return Number(text)
    }),
    applicants: orNull((text, issue) => {
      const found = text.split(/[\s,;/]+/).map((one) => {
        const name = one.toLowerCase()
        if (!Object.hasOwn(applicants, name)) issue('imports.services.applicant')
        return applicants[name as keyof typeof applicants]
      })
      return [...new Set(found)].sort()
    }),
    channel: orNull((text, issue) => {
      if (!/^-?\d{1,6}$/.test(text)) issue('imports.services.channel')
      return Number(text)
    }),
    active: orNull((text, issue) => {
      const value = flags[text.toLowerCase()]
      if (value === undefined) issue('imports.services.active')
      return value ?? false
    }),
  })
  .transform((row): ServiceRow => ({ ...row, name: row.name ?? '', eserviceCode: row.eserviceCode ?? '' }))

/** «Виды услуг по 277 ПП» from a file, matched by the code of the service (C05). */
export const importServices: ImportKind<ServiceRow> = {
  name: 'services',
  permission: 'services.manage',
  columns: serviceColumns,
  row: Row,
  unique: ({ eserviceCode, targetCode }) => ({ eserviceCode, targetCode }),
  subject: ({ eserviceCode }) => eserviceCode,
  plan: (tx: Tx, actor, rows) => planServices(tx, actor.organisationId, rows),
  commit: (tx: Tx, actor, rows) => writeServices(tx, actor.organisationId, rows),
}

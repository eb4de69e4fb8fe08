import { z } from 'zod'
import { Id } from '@/lib/core/ids'
import { say } from '@/lib/core/message'
import { byRule, optionalByRule, textOf } from '@/lib/identifiers/by-rule'
import { parseEserviceCode } from '@/lib/identifiers/eservice-code'
import { parseOrganisationInn } from '@/lib/identifiers/inn'
import { parseKpp } from '@/lib/identifiers/kpp'
import { parseOgrn } from '@/lib/identifiers/ogrn'
import { parseOkato } from '@/lib/identifiers/okato'
import { parseOktmo } from '@/lib/identifiers/oktmo'
import type { Parsed } from '@/lib/identifiers/parsed'
import { parsePhone } from '@/lib/identifiers/phone'

const text = (key: string, least: number, longest: number) =>
  textOf(least, longest, {
    short: `organisations.error.${key}`,
    long: say('organisations.error.long', { longest }),
  })
const chosen = <T extends string>(values: readonly [T, ...T[]]) =>
  z.union([z.literal('').transform(() => null), z.enum(values)])

/** ORG_TYPE as ORGANIZATIONS_SENDERS knows it; another one is data of the directory, not an error. */
export const orgTypes = ['ФОИВ', 'ОИВ', 'ОМСУ', 'МФЦ', 'Учреждение'] as const

const timeZone = (raw: string): Parsed =>
  Intl.supportedValuesOf('timeZone').includes(raw.trim())
    ? { ok: true, value: raw.trim(), notices: [] }
    : { ok: false, message: 'organisations.error.timeZone' }
const mnemonic = (raw: string): Parsed =>
  /^[A-Z0-9_]{2,30}$/i.test(raw.trim())
    ? { ok: true, value: raw.trim().toUpperCase(), notices: [] }
    : { ok: false, message: 'organisations.error.mnemonic' }
/** ЕПГУ takes eight digits; of the eleven of a settlement the first eight are its municipality. */
const oktmo = (raw: string): Parsed => {
  const parsed = parseOktmo(raw)
  return parsed.ok ? { ...parsed, value: parsed.value.slice(0, 8) } : parsed
}

/** The card of an organisation (A08): the fields of ПГС and of ORGANIZATIONS_SENDERS. КЛЮЧ is computed, never typed. */
export const SaveOrganisation = z.object({
  id: Id,
  /** Absent: a new organisation, a system administrator's. */
  version: z.int().positive().optional(),
  name: text('name', 3, 500),
  shortName: text('shortName', 1, 300),
  cabinetName: text('name', 0, 500),
  declinedName: text('name', 0, 500),
  supervisoryName: text('name', 0, 500),
  orgType: text('orgType', 1, 100),
  code: text('code', 1, 20),
  parentId: z.union([z.literal('').transform(() => null), Id]),
  inn: byRule(parseOrganisationInn),
  kpp: byRule(parseKpp),
  ogrn: byRule(parseOgrn),
  okato: optionalByRule(parseOkato),
  oktmo: byRule(oktmo),
  blocked: z.boolean(),
  oversees: z.boolean(),
  timeZone: byRule(timeZone),
  mnemonic: byRule(mnemonic),
  contactName: text('name', 0, 300),
  contactPhone: optionalByRule(parsePhone),
  smevDriver: chosen(['DIRECT', 'ADAPTER', 'FOLDER']),
  smevEnvironment: chosen(['EPGU', 'SVCDEV']),
})
export type SaveOrganisation = z.output<typeof SaveOrganisation>
export type OrganisationForm = z.input<typeof SaveOrganisation>

/** «Подразделение»: where citizens are received; its name goes to ЕПГУ as OfficeName (A09). */
export const SaveOffice = z.object({
  id: Id,
  version: z.int().positive().optional(),
  name: text('officeName', 2, 300),
  address: text('name', 0, 500),
  frguCode: optionalByRule(parseEserviceCode),
  oktmo: byRule(oktmo),
})
export type SaveOffice = z.output<typeof SaveOffice>
export type OfficeForm = z.input<typeof SaveOffice>

export const CloseOffice = z.object({ id: Id, version: z.int().positive(), closed: z.boolean() })

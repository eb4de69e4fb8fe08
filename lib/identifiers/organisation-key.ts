import { parseOrganisationInn } from './inn'
import { parseKpp } from './kpp'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

export interface OrganisationKey {
  inn: string
  kpp: string
}

/** KEY of ORGANIZATIONS_SENDERS is computed, never typed. */
export function makeOrganisationKey({ inn, kpp }: OrganisationKey): string {
  return `${inn}_${kpp}`
}

/** Reads a KEY of an imported row and holds it to the row's own ИНН and КПП. */
export function parseOrganisationKey(raw: string, row?: OrganisationKey): Parsed {
  const { text, notices } = tidy(raw)
  const [, inn = '', kpp = ''] = /^([0-9]+)_([0-9A-Z]+)$/.exec(text) ?? []
  if (!inn) return refuse('identifiers.organisationKey.shape')
  const parsedInn = parseOrganisationInn(inn)
  if (!parsedInn.ok) return parsedInn
  const parsedKpp = parseKpp(kpp)
  if (!parsedKpp.ok) return parsedKpp
  if (row && makeOrganisationKey(row) !== text) return refuse('identifiers.organisationKey.row')
  return accept(text, notices)
}

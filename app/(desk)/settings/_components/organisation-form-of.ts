import type { OrganisationCard } from '@/lib/organisations/get-organisation'
import type { OrganisationForm } from '@/lib/organisations/schema'

/** Fields in the order of the card. */
export const organisationFields = [
  'cabinetName',
  'name',
  'shortName',
  'declinedName',
  'supervisoryName',
  'orgType',
  'parentId',
  'code',
  'inn',
  'kpp',
  'ogrn',
  'okato',
  'oktmo',
  'blocked',
  'oversees',
  'contactName',
  'contactPhone',
  'mnemonic',
  'timeZone',
  'smevDriver',
  'smevEnvironment',
] as const

/** What stands in the form of a card. */
export const organisationFormOf = (card: OrganisationCard | null, id: string): OrganisationForm => ({
  id,
  version: card?.version,
  name: card?.name ?? '',
  shortName: card?.shortName ?? '',
  cabinetName: card?.cabinetName ?? '',
  declinedName: card?.declinedName ?? '',
  supervisoryName: card?.supervisoryName ?? '',
  orgType: card?.orgType ?? '',
  code: card?.code ?? '',
  parentId: card?.parentId ?? '',
  inn: card?.inn ?? '',
  kpp: card?.kpp ?? '',
  ogrn: card?.ogrn ?? '',
  okato: card?.okato ?? '',
  oktmo: card?.oktmo ?? '',
  blocked: card?.blocked ?? false,
  oversees: card?.oversees ?? false,
  timeZone: card?.timeZone ?? 'Europe/Moscow',
  mnemonic: card?.mnemonic ?? 'MNSV130',
  contactName: card?.contactName ?? '',
  contactPhone: card?.contactPhone ?? '',
  smevDriver: card?.smevDriver ?? '',
  smevEnvironment: card?.smevEnvironment ?? '',
})

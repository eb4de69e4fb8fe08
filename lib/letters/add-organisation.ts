import type { Letter } from './to-eml'

/** Letter L5: the organisation is to be added to a person's card (U08; seeds: «Такой СНИЛС уже существует»). Pure. */
export type AddOrganisation = {
  person: string
  snils: string
  organisation: string
  ogrn: string
  roles: string[]
}
export const SUPPORT_ADDRESS = 'sd@sc.digital.gov.ru'

type Words = (
  key: 'letters.addOrganisation.subject' | 'letters.addOrganisation.text',
  values: Record<string, string>,
) => string

export function addOrganisationLetter(given: AddOrganisation, words: Words): Letter {
  return {
    to: SUPPORT_ADDRESS,
    subject: words('letters.addOrganisation.subject', { organisation: given.organisation }),
    text: words('letters.addOrganisation.text', { ...given, roles: given.roles.join(', ') || '—' }),
  }
}

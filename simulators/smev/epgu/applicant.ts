import { type Element, child, textOf } from '../xml/parse'
import { formatSnils, innHolds, snilsDigits, snilsHolds } from './identifiers'

export interface Applicant {
  /** Stable name of the applicant in addresses of pages. */
  key: string
  kind: 'person' | 'organisation'
  name: string
  /** How the page names the identifier: «СНИЛС 900-000-123 91». */
  identifier: string
  birthDate?: string
  /** False when the identifiers cannot belong to anybody. */
  consistent: boolean
}

export const snilsKey = (snils: string) => `snils-${snilsDigits(snils)}`

export function readApplicant(order: Element): Applicant {
  const [person] = child(order, 'user')?.children ?? []
  if (person) return readPerson(person)
  const organisation = child(order, 'organization')?.children[0]
  if (organisation)
    return organisation.name === 'ogrn_inn_IP' ? readTrader(organisation) : readLegal(organisation)
  const id = textOf(order, 'orgId') ?? ''
  return {
    key: `org-${id}`,
    kind: 'organisation',
    name: '',
    identifier: `Организация ЕСИА ${id}`,
    consistent: true,
  }
}

function readPerson(person: Element): Applicant {
  const name = nameOf(person)
  const snils = textOf(person, 'snils')
  const common = { kind: 'person' as const, name }
  if (snils !== undefined)
    return {
      ...common,
      key: snilsKey(snils),
      identifier: `СНИЛС ${formatSnils(snils)}`,
      birthDate: textOf(person, 'birthDate'),
      consistent: snilsHolds(snils),
    }
  const inn = textOf(person, 'INN')
  if (inn !== undefined)
    return {
      ...common,
      key: `inn-${inn}`,
      identifier: `ИНН ${inn}`,
      consistent: inn.length === 12 && innHolds(inn),
    }
  if (person.name === 'EsiaId' || person.name === 'ErnId') {
    const id = person.text.trim()
    const title = person.name === 'EsiaId' ? 'ЕСИА' : 'ЕРН'
    return {
      ...common,
      key: `${person.name.toLowerCase()}-${id}`,
      identifier: `${title} ${id}`,
      consistent: id !== '',
    }
  }
  const document = [textOf(person, 'series'), textOf(person, 'number')].filter(Boolean).join(' ')
  const type = textOf(person, 'PersonalDocType') ?? ''
  return {
    ...common,
    key: `document-${type}-${document.replace(/\s/g, '')}`,
    identifier: type === '1' ? `Паспорт ${document}` : `Документ ${document}`,
    consistent: document !== '',
  }
}

function readTrader(trader: Element): Applicant {
  const ogrn = textOf(trader, 'ogrn') ?? ''
  const name = nameOf(trader)
  return {
    key: `ogrn-${ogrn}`,
    kind: 'organisation',
    name: name ? `ИП ${name}` : '',
    identifier: `ОГРНИП ${ogrn}`,
    consistent: innHolds(textOf(trader, 'inn') ?? ''),
  }
}

function readLegal(legal: Element): Applicant {
  const ogrn = textOf(legal, 'ogrn')
  const common = { kind: 'organisation' as const, name: textOf(legal, 'UlTitle') ?? '' }
  if (ogrn !== undefined)
    return { ...common, key: `ogrn-${ogrn}`, identifier: `ОГРН ${ogrn}`, consistent: true }
  const inn = textOf(child(legal, 'inn_kpp'), 'inn') ?? ''
  return { ...common, key: `inn-${inn}`, identifier: `ИНН ${inn}`, consistent: innHolds(inn) }
}

function nameOf(element: Element): string {
  return ['lastName', 'firstName', 'middleName']
    .map((part) => textOf(element, part))
    .filter(Boolean)
    .join(' ')
}

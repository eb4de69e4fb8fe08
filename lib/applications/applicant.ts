import type { ApplicantFacts } from '@/lib/delivery/facts'
import { folded } from '@/lib/core/text'
import type { ApplicantKind } from '@/lib/core/generated/prisma/enums'
import type { ApplicationForm } from './schema'

/** How an applicant is called in lists and how their row is written. Pure. */

const tidy = (text: string) => text.trim().replaceAll(/\s+/g, ' ')

/** «Образцова В. Т.», «ИП Соколовский К. К.», «ООО «Пример»»; empty while nothing is filled in. */
export function applicantName(form: ApplicationForm): string {
  if (form.kind === 'LEGAL_ENTITY') {
    const { title, ogrn, inn } = form.legal
    return tidy(title) || (ogrn.trim() && `ОГРН ${tidy(ogrn)}`) || (inn.trim() && `ИНН ${tidy(inn)}`) || ''
  }
  const names = form.kind === 'PERSON' ? form.person : form.trader
  const last = tidy(names.lastName)
  if (!last) return ''
  const initials = [names.firstName, names.noMiddleName ? '' : names.middleName]
    .map(tidy)
    .filter(Boolean)
    .map((name) => `${[...name][0]}.`)
  return [form.kind === 'SOLE_TRADER' ? 'ИП' : '', last, ...initials].filter(Boolean).join(' ')
}

/** What the list searches in: the whole name, lower case, ё as е. */
export function applicantSearch(form: ApplicationForm): string {
  const names = form.kind === 'PERSON' ? form.person : form.trader
  const text =
    form.kind === 'LEGAL_ENTITY'
      ? form.legal.title
      : [names.lastName, names.firstName, names.middleName].join(' ')
  return searchable(text).slice(0, 500)
}

export const searchable = (text: string): string => folded(tidy(text))

/** The columns of the applicant's row. Names of a person found by СНИЛС and birth date come from the form. */
export function applicantRow(form: ApplicationForm, facts: ApplicantFacts) {
  const kinds: Record<ApplicantKind, string> = {
    PERSON: form.person.by,
    SOLE_TRADER: 'soleTrader',
    LEGAL_ENTITY: form.legal.by,
  }
  const typed = form.kind === 'LEGAL_ENTITY' ? null : form.kind === 'PERSON' ? form.person : form.trader
  return {
    kind: form.kind,
    identification: kinds[form.kind],
    lastName: typed && (tidy(typed.lastName) || null),
    firstName: typed && (tidy(typed.firstName) || null),
    middleName: typed && !typed.noMiddleName ? tidy(typed.middleName) || null : null,
    title: form.kind === 'LEGAL_ENTITY' ? tidy(form.legal.title) || null : null,
    snils: 'snils' in facts ? facts.snils : null,
    inn: 'inn' in facts ? facts.inn : null,
    kpp: 'kpp' in facts ? (facts.kpp ?? null) : null,
    ogrn: 'ogrn' in facts ? facts.ogrn : 'ogrnip' in facts ? facts.ogrnip : null,
    birthDate: 'birthDate' in facts ? new Date(`${facts.birthDate}T00:00:00Z`) : null,
    documentType: 'documentType' in facts ? facts.documentType : null,
    documentSeries: 'documentType' in facts ? (facts.series ?? null) : null,
    documentNumber: 'documentType' in facts ? facts.number : null,
    citizenship: 'citizenship' in facts ? facts.citizenship : null,
    esiaId: 'esiaId' in facts ? facts.esiaId : null,
    ernId: 'ernId' in facts ? facts.ernId : null,
  }
}

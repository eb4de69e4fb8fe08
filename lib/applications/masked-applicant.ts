import { shortName } from '@/lib/core/format'
import type { Applicant } from '@/lib/core/generated/prisma/client'
import { maskBirthDate } from '@/lib/identifiers/birth-date'
import { maskErn } from '@/lib/identifiers/ern'
import { maskEsiaId } from '@/lib/identifiers/esia-id'
import { maskInn } from '@/lib/identifiers/inn'
import { maskDocumentNumber } from '@/lib/identifiers/other-document'
import { maskSnils } from '@/lib/identifiers/snils'

export type ApplicantField =
  | 'name'
  | 'title'
  | 'snils'
  | 'birthDate'
  | 'document'
  | 'inn'
  | 'ogrn'
  | 'kpp'
  | 'esiaId'
  | 'ernId'
  | 'citizenship'
export type MaskedField = { field: ApplicantField; value: string; masked: boolean }

const isoDay = (date: Date) => date.toISOString().slice(0, 10)
const fullName = (row: Applicant) => [row.lastName, row.firstName, row.middleName].filter(Boolean).join(' ')

type Line = { field: ApplicantField; value: string | null; mask?: (value: string) => string }

function lines(row: Applicant): Line[] {
  const person = row.kind === 'PERSON'
  return [
    { field: 'title', value: row.title },
    { field: 'name', value: fullName(row) || null, mask: () => shortName(row) },
    { field: 'snils', value: row.snils, mask: maskSnils },
    { field: 'birthDate', value: row.birthDate ? isoDay(row.birthDate) : null, mask: maskBirthDate },
    {
      field: 'document',
      value: [row.documentSeries, row.documentNumber].filter(Boolean).join(' ') || null,
      mask: () => maskDocumentNumber(row.documentNumber ?? ''),
    },
    { field: 'inn', value: row.inn, mask: person ? maskInn : undefined },
    { field: 'ogrn', value: row.ogrn },
    { field: 'kpp', value: row.kpp },
    { field: 'esiaId', value: row.esiaId, mask: maskEsiaId },
    { field: 'ernId', value: row.ernId, mask: maskErn },
    { field: 'citizenship', value: row.citizenship === null ? null : String(row.citizenship) },
  ]
}

/** What the card shows of an applicant before anybody asked to see more (design: masks). */
export const maskedApplicant = (row: Applicant): MaskedField[] =>
  lines(row).flatMap(({ field, value, mask }) =>
    value === null ? [] : [{ field, value: mask ? mask(value) : value, masked: Boolean(mask) }],
  )

export const openApplicant = (row: Applicant): MaskedField[] =>
  lines(row).flatMap(({ field, value }) => (value === null ? [] : [{ field, value, masked: false }]))

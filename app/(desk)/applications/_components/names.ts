'use client'

import { useTranslations } from 'use-intl'
import type { Filters } from '@/lib/applications/filters'
import type { ElkStatusName } from '@/lib/applications/list-elk-statuses'

export type Names = {
  elkStatuses: ElkStatusName[]
  kind: (value: Filters['kind'][number]) => string
  state: (value: Filters['state'][number]) => string
  delivery: (value: Filters['delivery'][number]) => string
  elkStatus: (value: number) => string
}

/** The words of every value that the list can be filtered by. */
export function useNames(elkStatuses: ElkStatusName[]): Names {
  const t = useTranslations('list')
  const words = useTranslations('applications')
  return {
    elkStatuses,
    kind: (value) => words(`kind.${value}`),
    state: (value) => words(`state.${value}`),
    delivery: (value) => t(`deliveries.${value}`),
    elkStatus: (value) =>
      elkStatuses.find(({ number }) => number === value)?.name ?? t('elkUnknown', { code: value }),
  }
}

export type Active = { name: string; without: Partial<Filters> }

/** Every active value, with the change that takes it away. */
export function activeValues(
  filters: Filters,
  names: Names,
  say: { number: string; applicant: string },
): Active[] {
  const less = <T>(values: T[], value: T) => values.filter((one) => one !== value)
  return [
    ...(filters.number ? [{ name: say.number, without: { number: '' } }] : []),
    ...(filters.q ? [{ name: say.applicant, without: { q: undefined } }] : []),
    ...filters.kind.map((value) => ({
      name: names.kind(value),
      without: { kind: less(filters.kind, value) },
    })),
    ...filters.state.map((value) => ({
      name: names.state(value),
      without: { state: less(filters.state, value) },
    })),
    ...filters.delivery.map((value) => ({
      name: names.delivery(value),
      without: { delivery: less(filters.delivery, value) },
    })),
    ...filters.elkStatus.map((value) => ({
      name: names.elkStatus(value),
      without: { elkStatus: less(filters.elkStatus, value) },
    })),
  ]
}

'use client'

import { useRouter } from 'next/navigation'
import { useOptimistic, useState, useTransition } from 'react'
import { toQuery } from '@/lib/applications/filter-values'
import type { Filters } from '@/lib/applications/filters'
import { searchKind } from '@/lib/applications/search-kind'
import { rememberSearchAction } from '../actions'

export type FilterControl = {
  filters: Filters
  pending: boolean
  failure: string
  href: (change: Partial<Filters>) => string
  go: (change: Partial<Filters>) => void
  reset: () => void
  searchApplicant: (text: string) => void
  search: (text: string) => void
}

export const noFilters = { number: '', q: undefined, kind: [], state: [], delivery: [], elkStatus: [] }

/** The filters live in the URL. A choice shows at once and the list follows. */
export function useFilters(given: Filters): FilterControl {
  const router = useRouter()
  const [pending, start] = useTransition()
  const [filters, show] = useOptimistic(given)
  const [failure, setFailure] = useState('')

  const changed = (change: Partial<Filters>): Filters => ({
    ...filters,
    after: undefined,
    page: undefined,
    ...change,
  })
  const href = (change: Partial<Filters>) => `/applications${toQuery(changed(change))}`
  const go = (change: Partial<Filters>) =>
    start(() => {
      setFailure('')
      show(changed(change))
      router.push(href(change), { scroll: false })
    })
  const remembered = (text: string, change: Partial<Filters>) =>
    start(async () => {
      const result = await rememberSearchAction({ text }).catch(() => null)
      start(() => {
        if (result?.ok) go({ ...change, q: result.data.id })
        else setFailure(result?.message ?? 'refusal.away')
      })
    })
  const searchApplicant = (text: string) => (text.trim() ? remembered(text.trim(), {}) : go({ q: undefined }))
  const search = (text: string) => {
    if (!text.trim()) go({ number: '', q: undefined })
    else if (searchKind(text) === 'number') go({ number: text.trim(), q: undefined })
    else remembered(text.trim(), { number: '' })
  }
  return { filters, pending, failure, href, go, reset: () => go(noFilters), searchApplicant, search }
}

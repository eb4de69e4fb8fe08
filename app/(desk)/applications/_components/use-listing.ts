'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Counters } from '@/lib/applications/count-applications'
import { toQuery } from '@/lib/applications/filter-values'
import type { Filters } from '@/lib/applications/filters'
import type { ApplicationPage, ApplicationRow } from '@/lib/applications/list-applications'
import { fetchJson, isSignedOut, refetchInterval } from '../../fetch-json'

export type Listing = {
  query: string
  rows: ApplicationRow[]
  counters: Counters
  at: string
  next: string | null
  fresh: number
  changed: boolean
  trouble: 'signedOut' | 'stale' | null
  takeFresh: () => void
}

/**
 * The list and its counters, kept true every three seconds. Rows keep their places: what came or moved meanwhile waits
 * for a press of the button, and rows that left the page are still shown as they are now.
 */
export function useListing(filters: Filters, first: { page: ApplicationPage; counters: Counters }): Listing {
  const query = toQuery(filters)
  const updatedAt = Date.parse(first.page.at)
  const list = useQuery({
    queryKey: ['applications', 'list', query],
    queryFn: ({ signal }) => fetchJson<ApplicationPage>(`/api/applications${query}`, signal),
    initialData: first.page,
    initialDataUpdatedAt: updatedAt,
    refetchInterval,
  })
  const counters = useQuery({
    queryKey: ['applications', 'counters', query],
    queryFn: ({ signal }) => fetchJson<Counters>(`/api/applications/counters${query}`, signal),
    initialData: first.counters,
    initialDataUpdatedAt: updatedAt,
    refetchInterval,
  })

  // What came back with «Назад» is old: the first answer after it may set the order anew.
  const [order, setOrder] = useState({ query, page: list.data, settle: list.isStale })
  if (order.query !== query) setOrder({ query, page: list.data, settle: list.isStale })
  else if (order.settle && order.page !== list.data) setOrder({ query, page: list.data, settle: false })

  const now = new Map(list.data.rows.map((row) => [row.id, row]))
  const moved = order.page.rows.filter((row) => !now.has(row.id)).map((row) => row.id)
  const followed = useQuery({
    queryKey: ['applications', 'moved', moved.join()],
    queryFn: ({ signal }) =>
      fetchJson<ApplicationPage>(
        `/api/applications${toQuery({ organisation: filters.organisation, ids: moved })}`,
        signal,
      ),
    enabled: moved.length > 0,
    refetchInterval,
  })
  for (const row of followed.data?.rows ?? []) if (!now.has(row.id)) now.set(row.id, row)

  const shown = new Set(order.page.rows.map((row) => row.id))
  const fresh = list.data.rows.filter((row) => !shown.has(row.id)).length
  const error = list.error ?? counters.error
  return {
    query,
    rows: order.page.rows.map((row) => now.get(row.id) ?? row),
    counters: counters.data,
    at: list.data.at,
    next: order.page.next,
    fresh,
    changed: moved.length > 0 || fresh > 0,
    trouble: error ? (isSignedOut(error) ? 'signedOut' : 'stale') : null,
    takeFresh: () => setOrder({ query, page: list.data, settle: false }),
  }
}

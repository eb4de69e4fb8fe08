'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { toQuery } from '@/lib/applications/filter-values'
import type { DeliveryFilter, DeliveryPage, DeliveryRow } from '@/lib/delivery/list-deliveries'
import { fetchJson, isSignedOut, refetchInterval } from '../../fetch-json'

type Wired<T> = { [K in keyof T]: Date extends T[K] ? T[K] | string : T[K] }
/** Rows of the first paint carry dates, rows of a refresh carry the same moments as text. */
export type Row = Wired<DeliveryRow>
export type Page = Omit<DeliveryPage, 'rows' | 'at'> & { rows: Row[]; at: Date | string }

export const hrefOf = (filter: DeliveryFilter) => `/deliveries${toQuery(filter)}`

/** «Передача», kept true every three seconds. New rows wait for a press; those shown keep their places. */
export function useDeliveries(filter: DeliveryFilter, first: Page) {
  const query = toQuery(filter)
  const found = useQuery<Page>({
    queryKey: ['deliveries', query],
    queryFn: ({ signal }) => fetchJson<Page>(`/api/deliveries${query}`, signal),
    initialData: first,
    initialDataUpdatedAt: new Date(first.at).getTime(),
    refetchInterval,
  })
  const page = found.data
  const [order, setOrder] = useState({ query, page, settle: found.isStale })
  if (order.query !== query) setOrder({ query, page, settle: found.isStale })
  else if (order.settle && order.page !== page) setOrder({ query, page, settle: false })

  /** After a deed of one's own the rows are taken as they are now. */
  const reload = async () => {
    const { data } = await found.refetch()
    if (data) setOrder({ query, page: data, settle: false })
  }

  const now = new Map(page.rows.map((row) => [row.id, row]))
  const shown = new Set(order.page.rows.map((row) => row.id))
  return {
    page,
    rows: order.page.rows.map((row) => now.get(row.id) ?? row),
    more: order.page.more,
    fresh: page.rows.filter((row) => !shown.has(row.id)).length,
    gone: order.page.rows.length > 0 && order.page.rows.some((row) => !now.has(row.id)),
    takeFresh: () => setOrder({ query, page, settle: false }),
    reload,
    trouble: found.error ? (isSignedOut(found.error) ? ('signedOut' as const) : ('stale' as const)) : null,
  }
}

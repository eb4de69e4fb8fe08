'use client'

import { useEffect } from 'react'

const KEY = 'list-place'

export const SCROLLER = 'list-scroller'
const scroller = () => document.getElementById(SCROLLER)

/** Back from a card returns to the same row: scroll and focus are as they were left. The answer keeps the place. */
export function usePlace(query: string): (id: string) => void {
  useEffect(() => {
    const kept = sessionStorage.getItem(KEY)
    if (!kept) return
    const place = JSON.parse(kept) as { query: string; id: string; top: number; page: number }
    sessionStorage.removeItem(KEY)
    if (place.query !== query) return
    scroller()?.scrollTo(0, place.top)
    window.scrollTo(0, place.page)
    document.getElementById(rowId(place.id))?.focus({ preventScroll: true })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the list is opened
  }, [])
  return (id) => {
    const place = { query, id, top: scroller()?.scrollTop ?? 0, page: window.scrollY }
    sessionStorage.setItem(KEY, JSON.stringify(place))
  }
}

export const rowId = (id: string) => `row-${id}`

/** J and K: the focus goes to the next row or the one before. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('a[data-row]')]
  const here = rows.findIndex((row) => row === document.activeElement)
  const next = here < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[here + step]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

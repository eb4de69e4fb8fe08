'use client'

import { useEffect } from 'react'

/** Single letters by the physical key, so that they work in the Russian layout; silent in fields and dialogs. */
export function useLetters(letters: Record<string, () => unknown>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = letters[event.code]
      if (!act || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
      if (
        event.target instanceof Element &&
        event.target.closest('input, select, textarea, [contenteditable]')
      )
        return
      if (document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

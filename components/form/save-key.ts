import type { KeyboardEvent } from 'react'

/** Ctrl+S anywhere in a sheet saves it, in any layout. */
export const onSaveKey = (save: () => void) => (event: KeyboardEvent) => {
  if (event.code !== 'KeyS' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
  event.preventDefault()
  save()
}

'use client'

import { useEffect, useState } from 'react'

let saved = false

/** What was saved is told by the page that opens next. */
export function tellSaved(): void {
  saved = true
}

/** «Сохранено.» after the form before this page: the live region stands first, then it is filled, and the heading takes the focus. */
export function SavedNote({ text, focus }: { text: string; focus: string }) {
  const [told, setTold] = useState('')
  useEffect(() => {
    const later = setTimeout(() => {
      if (!saved) return
      saved = false
      setTold(text)
      document.getElementById(focus)?.focus()
    }, 100)
    return () => clearTimeout(later)
  }, [text, focus])
  return (
    <p role="status" className="text-sm text-green">
      {told}
    </p>
  )
}

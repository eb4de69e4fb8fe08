'use client'

import { useEffect, useRef } from 'react'

type Props = { title: string; errors: { fieldId?: string; message: string }[] }

/** What is wrong with a form, all at once, each a link to its field; takes the focus when it appears. */
export function ErrorSummary({ title, errors }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [errors])
  return (
    <div role="alert" className="mb-4 rounded-xl border-2 border-red bg-surface p-4">
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <ul className="mt-2 grid gap-1">
        {errors.map((error) => (
          <li key={`${error.fieldId}${error.message}`}>
            {error.fieldId ? (
              <a
                href={`#${error.fieldId}`}
                onClick={(event) => go(event, error.fieldId)}
                className="text-red underline"
              >
                {error.message}
              </a>
            ) : (
              <span className="text-red">{error.message}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function go(event: React.MouseEvent, fieldId: string | undefined): void {
  const field = fieldId && document.getElementById(fieldId)
  if (!field) return
  event.preventDefault()
  field.scrollIntoView({ block: 'center' })
  field.focus()
}

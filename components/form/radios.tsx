'use client'

import { useId, type ReactNode } from 'react'
import { FieldError } from './field'

export type Choice<T extends string> = { value: T; label: string }
type Props<T extends string> = {
  id: string
  label: string
  look: 'segments' | 'chips'
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
  error?: string
  children?: ReactNode
}

const looks = {
  segments: {
    list: 'inline-flex flex-wrap overflow-hidden rounded-lg border border-field-line bg-surface',
    item: 'border-r border-line px-3 py-1.5 last:border-0',
  },
  chips: {
    list: 'flex flex-wrap gap-1.5',
    item: 'rounded-full border border-field-line bg-surface px-3 py-0.5 has-checked:border-blue',
  },
}

/** One of a few, as segments or chips: a native radio group underneath, so arrows and screen readers work as everywhere. */
export function Radios<T extends string>({
  id,
  label,
  look,
  choices,
  value,
  onChange,
  error,
  children,
}: Props<T>) {
  const name = useId()
  // What an error links to: the chosen one, or the first while none is.
  const reached = choices.find((choice) => choice.value === value) ?? choices[0]
  return (
    <fieldset className="min-w-0 text-sm" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1">{label}</legend>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      <div className={looks[look].list}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={`cursor-pointer has-checked:bg-blue-weak has-checked:font-semibold has-checked:text-blue has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus forced-colors:has-checked:outline-2 ${looks[look].item}`}
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              id={choice === reached ? id : undefined}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  )
}

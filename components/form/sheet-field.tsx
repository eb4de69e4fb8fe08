'use client'

import type { ComponentProps, ReactNode } from 'react'
import type { FieldValues, Path } from 'react-hook-form'
import { Field, inputClass } from './field'
import type { SheetOf } from './use-sheet'

type Props<Form extends FieldValues> = {
  sheet: SheetOf<Form>
  name: Path<Form>
  label: string
  hint?: ReactNode
  optional?: boolean
  className?: string
  /** What stands beside the input: a button that fills it. */
  beside?: ReactNode
} & Pick<ComponentProps<'input'>, 'inputMode' | 'autoComplete' | 'list' | 'maxLength' | 'readOnly'>

/** A line of text of a sheet. */
export function SheetField<Form extends FieldValues>({
  sheet,
  name,
  label,
  hint,
  optional,
  className,
  beside,
  ...input
}: Props<Form>) {
  return (
    <Field
      id={sheet.fieldId(name)}
      label={label}
      hint={hint}
      optional={optional}
      error={sheet.error(name)}
      className={className}
    >
      {(ids) => (
        <span className="flex gap-2">
          <input
            {...ids}
            {...sheet.form.register(name, { onChange: () => sheet.forgive(name) })}
            autoComplete="off"
            {...input}
            className={`${inputClass} min-w-0 flex-1 read-only:bg-bg`}
          />
          {beside}
        </span>
      )}
    </Field>
  )
}

type Choices<Form extends FieldValues> = {
  sheet: SheetOf<Form>
  name: Path<Form>
  label: string
  hint?: ReactNode
  optional?: boolean
  className?: string
  disabled?: boolean
  choices: { value: string; label: string }[]
}

/** A choice of a sheet. */
export function SheetSelect<Form extends FieldValues>({
  sheet,
  name,
  label,
  hint,
  optional,
  className,
  disabled,
  choices,
}: Choices<Form>) {
  return (
    <Field
      id={sheet.fieldId(name)}
      label={label}
      hint={hint}
      optional={optional}
      error={sheet.error(name)}
      className={className}
    >
      {(ids) => (
        <select
          {...ids}
          {...sheet.form.register(name, { onChange: () => sheet.forgive(name) })}
          aria-disabled={disabled || undefined}
          className={inputClass}
        >
          {choices
            .filter(({ value }) => !disabled || value === sheet.form.getValues(name))
            .map(({ value, label: text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
        </select>
      )}
    </Field>
  )
}

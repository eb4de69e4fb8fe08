'use client'

import type { FieldValues, Path } from 'react-hook-form'
import { Field, inputClass } from '@/components/form/field'
import type { SheetOf } from '@/components/form/use-sheet'

type Props<Form extends FieldValues> = {
  sheet: SheetOf<Form>
  name: Path<Form>
  label: string
  hint?: string
  autoComplete: 'current-password' | 'new-password'
}

/** A password of a sheet: pasting and password managers work. */
export function SecretField<Form extends FieldValues>({
  sheet,
  name,
  label,
  hint,
  autoComplete,
}: Props<Form>) {
  return (
    <Field id={sheet.fieldId(name)} label={label} hint={hint} error={sheet.error(name)}>
      {(ids) => (
        <input
          {...ids}
          {...sheet.form.register(name, { onChange: () => sheet.forgive(name) })}
          type="password"
          autoComplete={autoComplete}
          className={inputClass}
        />
      )}
    </Field>
  )
}

'use client'

import { useFormContext } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import type { FormPath } from '@/lib/applications/form-fields'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { useFieldError } from './text-input'

type Props = {
  path: FormPath
  options: readonly { value: string; label: string }[]
  optional?: boolean
  hint?: string
  className?: string
}

export function SelectInput({ path, options, optional, hint, className }: Props) {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { leave } = useHelp()
  const error = useFieldError(path)
  const { onChange, name, ref } = form.register(path)
  return (
    <Field
      id={path}
      label={t(`field.${path}` as never)}
      optional={optional}
      hint={hint}
      error={error?.words}
      className={className}
    >
      {(ids) => (
        <select
          {...ids}
          name={name}
          ref={ref}
          onChange={onChange}
          onBlur={() => leave(path)}
          className={inputClass}
        >
          <option value="">{t('choose')}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Combobox } from '@/components/form/combobox'
import { Field } from '@/components/form/field'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { useFieldError } from './text-input'

/** ЕСНСИ 7210, searchable; Россия at first (F10). */
export function Citizenship() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { options, leave, put } = useHelp()
  const value = useWatch({ control: form.control, name: 'person.citizenship' })
  const error = useFieldError('person.citizenship')
  return (
    <Field id="person.citizenship" label={t('field.person.citizenship')} error={error?.words}>
      {(ids) => (
        <Combobox
          {...ids}
          label={t('field.person.citizenship')}
          options={options.citizenships.map(({ code, name, confirmed }) => ({
            value: code,
            label: confirmed ? name : t('unconfirmed', { name }),
            search: `${name} ${code}`,
          }))}
          value={value}
          onChange={(code) =>
            code
              ? put({ 'person.citizenship': code })
              : form.setValue('person.citizenship', '', { shouldDirty: true })
          }
          onLeave={() => leave('person.citizenship')}
        />
      )}
    </Field>
  )
}

'use client'

import type { ClipboardEvent } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import type { ApplicationForm } from '@/lib/applications/schema'
import { Citizenship } from './citizenship'
import { useHelp } from './form-context'
import { row } from './panel'
import { SelectInput } from './select-input'
import { TextInput } from './text-input'

const hints = {
  passport: { series: 'passportSeries', number: 'passportNumber' },
  birthCertificate: { series: 'certificateSeries', number: 'certificateNumber' },
  other: { series: 'otherSeries', number: 'otherNumber' },
} as const

/** A document of ЕСНСИ 7211 with the mask of its kind; a paste of the whole fills both fields (F09). */
export function DocumentFields() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { options, pasteDocument } = useHelp()
  const type = useWatch({ control: form.control, name: 'person.documentType' })
  const mask = options.documents.find((entry) => entry.code === type)?.mask ?? 'other'
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    if (pasteDocument(event.clipboardData.getData('text'))) event.preventDefault()
  }
  return (
    <>
      <div className="grid items-end gap-x-3.5 gap-y-3 min-[700px]:grid-cols-[2fr_1fr]">
        <SelectInput
          path="person.documentType"
          options={options.documents.map(({ code, name, confirmed }) => ({
            value: code,
            label: confirmed ? name : t('unconfirmed', { name }),
          }))}
        />
        <Citizenship />
      </div>
      <div className={row}>
        <TextInput
          path="person.documentSeries"
          digits={mask === 'passport'}
          optional={mask === 'other'}
          hint={t(`hint.${hints[mask].series}`)}
          onPaste={onPaste}
        />
        <TextInput
          path="person.documentNumber"
          digits={mask !== 'other'}
          hint={t(`hint.${hints[mask].number}`)}
          onPaste={onPaste}
        />
      </div>
    </>
  )
}

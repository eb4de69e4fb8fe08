'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Tick } from '@/components/form/tick'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { row } from './panel'
import { TextInput } from './text-input'

/** ФИО on one line. Without a middle name its field is not asked; what stood in it is kept. */
export function NameFields({ at, optional = false }: { at: 'person' | 'trader'; optional?: boolean }) {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { put } = useHelp()
  const without = useWatch({ control: form.control, name: `${at}.noMiddleName` })
  return (
    <div>
      <div className={row}>
        <TextInput path={`${at}.lastName`} optional={optional} />
        <TextInput path={`${at}.firstName`} optional={optional} />
        {!without && <TextInput path={`${at}.middleName`} optional={optional} />}
      </div>
      <Tick
        className="mt-1"
        checked={without}
        onChange={(event) => {
          put({ [`${at}.noMiddleName`]: event.target.checked })
          form.clearErrors(`${at}.middleName`)
        }}
      >
        {t(`field.${at}.noMiddleName`)}
      </Tick>
      {optional && <p className="text-[13px] leading-[18px] text-muted">{t('hint.namesForUs')}</p>}
    </div>
  )
}

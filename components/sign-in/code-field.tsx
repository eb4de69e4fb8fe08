'use client'

import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'

type Props = { id: string; value: string; onChange: (code: string) => void }

/** The one-time code, asked for after the password; takes the focus when it appears. */
export function CodeField({ id, value, onChange }: Props) {
  const t = useTranslations('signIn')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <Field label={t('codeLabel')} hint={t('codeHint')} id={id}>
      {(ids) => (
        <input
          {...ids}
          ref={field}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          className={`${inputClass} tabular-nums`}
        />
      )}
    </Field>
  )
}

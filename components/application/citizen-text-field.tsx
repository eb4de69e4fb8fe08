'use client'

import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { LONGEST_TEXT } from '@/lib/directories/citizen-text'
import type { TemplateEntry } from '@/lib/directories/schema'

export type TypedText = { template: string; params: { name: string; value: string }[] }
type Props = {
  id: string
  label: string
  hint?: string
  templates: readonly TemplateEntry[]
  value: TypedText
  error?: string
  onChange: (value: TypedText) => void
}

/** A template of ЕСНСИ 7293 and what it takes; without a template there is no text. */
export function CitizenTextField({ id, label, hint, templates, value, error, onChange }: Props) {
  const t = useTranslations('citizenText')
  const chosen = templates.find(({ code }) => code === value.template)
  const filled = (name: string) => value.params.find((param) => param.name === name)?.value ?? ''
  const fill = (name: string, text: string) => {
    const names = chosen?.params ?? []
    const params = names.map((one) => ({ name: one, value: one === name ? text : filled(one) }))
    onChange({ ...value, params })
  }
  return (
    <div className="grid gap-2">
      <Field id={id} label={label} hint={hint} error={error} optional>
        {(ids) => (
          <select
            {...ids}
            className={inputClass}
            value={value.template}
            onChange={(event) => onChange({ ...value, template: event.target.value })}
          >
            <option value="">{t('none')}</option>
            {!chosen && value.template && <option value={value.template}>{value.template}</option>}
            {templates.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {chosen?.params.map((name) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          label={name === 'text' ? t('param.text') : t('param.other', { name })}
        >
          {(ids) => (
            <textarea
              {...ids}
              className={inputClass}
              rows={2}
              maxLength={LONGEST_TEXT}
              value={filled(name)}
              onChange={(event) => fill(name, event.target.value)}
            />
          )}
        </Field>
      ))}
    </div>
  )
}

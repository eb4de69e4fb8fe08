'use client'

import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { SheetField, SheetSelect } from '@/components/form/sheet-field'
import { Tick } from '@/components/form/tick'
import type { useSheet } from '@/components/form/use-sheet'
import { codeOrigins, type ServiceForm } from '@/lib/catalogue/schema'
import { heard } from '@/lib/core/message'
import { stateWithTku } from '@/lib/catalogue/tku-state'
import { parseTku } from '@/lib/identifiers/tku'
import { Panel } from './panel'

type Sheet = ReturnType<typeof useSheet<ServiceForm, { id: string }>>

export function CodesSection({ sheet }: { sheet: Sheet }) {
  const t = useTranslations('catalogue')
  return (
    <Panel title={t('section.codes')}>
      <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
        <SheetField sheet={sheet} name="eserviceCode" label={t('field.eserviceCode')} inputMode="numeric" />
        <SheetSelect
          sheet={sheet}
          name="codeOrigin"
          label={t('field.codeOrigin')}
          choices={codeOrigins.map((origin) => ({ value: origin, label: t(`origin.${origin}`) }))}
        />
      </div>
      <Taken message={sheet.refused.eserviceCode} />
      <Tku sheet={sheet} />
      <Taken message={sheet.refused.targetCode} />
      <Tick {...sheet.form.register('onEpgu', { deps: 'targetCode' })} id={sheet.fieldId('onEpgu')}>
        {t('field.onEpgu')}
      </Tick>
      <SheetField
        sheet={sheet}
        name="stateStructureCode"
        label={t('field.stateStructureCode')}
        hint={t('hint.stateStructureCode')}
        optional
      />
    </Panel>
  )
}

/** A dash of another kind becomes the minus on leaving the field, and that is told (C03). */
function Tku({ sheet }: { sheet: Sheet }) {
  const t = useTranslations('catalogue')
  const [fixed, setFixed] = useState(false)
  const [inEffect, setInEffect] = useState(false)
  const { defaultValues, dirtyFields } = sheet.form.formState
  /** The state goes with the ТКУ until the person chooses another. */
  const settle = (typed: string) => {
    if (defaultValues?.tkuState !== 'NONE' || dirtyFields.tkuState) return
    const state = typed.trim() ? stateWithTku('NONE') : 'NONE'
    sheet.form.setValue('tkuState', state)
    sheet.form.clearErrors('tkuState')
    sheet.forgive('tkuState')
    setInEffect(state === 'PRODUCTION')
  }
  const leave = () => {
    const typed = sheet.form.getValues('targetCode')
    const parsed = parseTku(typed, { alreadyOnEpgu: true })
    if (!parsed.ok || parsed.value === typed) return
    setFixed(parsed.notices.includes('identifiers.corrected.dashes'))
    sheet.form.setValue('targetCode', parsed.value, { shouldDirty: true, shouldValidate: true })
  }
  const field = sheet.form.register('targetCode', {
    onChange: (event: { target: { value: string } }) => {
      setFixed(false)
      sheet.forgive('targetCode')
      settle(event.target.value)
    },
    onBlur: leave,
  })
  return (
    <Field
      id={sheet.fieldId('targetCode')}
      label={t('field.targetCode')}
      hint={t('hint.targetCode')}
      error={sheet.error('targetCode')}
      optional
    >
      {(ids) => (
        <>
          <input {...ids} {...field} autoComplete="off" spellCheck={false} className={inputClass} />
          <span role="status" className="min-h-[18px] text-[13px] leading-[18px] text-green">
            {[fixed && t('hint.dashes'), inEffect && !dirtyFields.tkuState && t('hint.inEffect')]
              .filter(Boolean)
              .join('. ')}
          </span>
        </>
      )}
    </Field>
  )
}

/** Whose the code or the ТКУ is, with the way there. */
function Taken({ message }: { message: string | undefined }) {
  const t = useTranslations('catalogue')
  const id = message && heard(message).values.id
  if (!id) return null
  return (
    <Link href={`/directories/services/${id}`} className="w-fit text-sm text-blue underline">
      {t('openTaken')}
    </Link>
  )
}

'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Radios } from '@/components/form/radios'
import { legalWays, type ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { row } from './panel'
import { TextInput } from './text-input'

/** ЮЛ: ОГРН, or ИНН with КПП, or the number in ЕСИА; the title is for our own list (F08). */
export function LegalFields() {
  const t = useTranslations('form')
  const words = useTranslations('applications')
  const form = useFormContext<ApplicationForm>()
  const { put } = useHelp()
  const by = useWatch({ control: form.control, name: 'legal.by' })
  return (
    <>
      <Radios
        id="legal.by"
        look="chips"
        label={t('field.legal.by')}
        choices={legalWays.map((way) => ({ value: way, label: words(`way.${way}`) }))}
        value={by}
        onChange={(way) => put({ 'legal.by': way })}
      />
      <div className={row}>
        {by === 'ogrn' && <TextInput path="legal.ogrn" digits hint={t('hint.ogrn')} />}
        {by === 'innKpp' && <TextInput path="legal.inn" digits hint={t('hint.inn10')} />}
        {by === 'innKpp' && <TextInput path="legal.kpp" optional hint={t('hint.kpp')} />}
        {by === 'esiaId' && <TextInput path="legal.esiaId" digits hint={t('hint.esia')} />}
      </div>
      <TextInput path="legal.title" optional />
    </>
  )
}

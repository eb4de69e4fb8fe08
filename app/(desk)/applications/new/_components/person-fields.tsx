'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Radios } from '@/components/form/radios'
import { personWays, type ApplicationForm } from '@/lib/applications/schema'
import { Citizenship } from './citizenship'
import { DocumentFields } from './document-fields'
import { useHelp } from './form-context'
import { NameFields } from './name-fields'
import { row } from './panel'
import { TextInput } from './text-input'

/** ФЛ: six ways in which ЕПГУ finds a person; only the fields of the chosen one are asked and sent (F05). */
export function PersonFields() {
  const t = useTranslations('form')
  const words = useTranslations('applications')
  const form = useFormContext<ApplicationForm>()
  const { put } = useHelp()
  const by = useWatch({ control: form.control, name: 'person.by' })
  return (
    <>
      <Radios
        id="person.by"
        look="chips"
        label={t('field.person.by')}
        choices={personWays.map((way) => ({ value: way, label: words(`way.${way}`) }))}
        value={by}
        onChange={(way) => put({ 'person.by': way })}
      />
      {by === 'esiaId' && <Alone path="person.esiaId" hint={t('hint.esia')} />}
      {by === 'ernId' && <Alone path="person.ernId" hint={t('hint.ern')} />}
      {by === 'snilsBirthDate' && (
        <div className={row}>
          <TextInput path="person.snils" digits hint={t('hint.snils')} />
          <TextInput path="person.birthDate" hint={t('hint.birthDate')} />
          <Citizenship />
        </div>
      )}
      {by === 'personalDocument' && <DocumentFields />}
      {(by === 'snils' || by === 'inn') && (
        <div className={row}>
          {by === 'snils' && <TextInput path="person.snils" digits hint={t('hint.snils')} />}
          {by === 'inn' && <TextInput path="person.inn" digits hint={t('hint.inn12')} />}
          <Citizenship />
        </div>
      )}
      {by !== 'esiaId' && by !== 'ernId' && <NameFields at="person" optional={by === 'snilsBirthDate'} />}
    </>
  )
}

function Alone({ path, hint }: { path: 'person.esiaId' | 'person.ernId'; hint: string }) {
  return (
    <div className={row}>
      <TextInput path={path} digits hint={hint} />
    </div>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { NameFields } from './name-fields'
import { row } from './panel'
import { TextInput } from './text-input'

/** ИП: ОГРНИП, ИНН and the name, all of them (F07). */
export function TraderFields() {
  const t = useTranslations('form')
  return (
    <>
      <div className={row}>
        <TextInput path="trader.ogrnip" digits hint={t('hint.ogrnip')} />
        <TextInput path="trader.inn" digits hint={t('hint.inn12')} />
      </div>
      <NameFields at="trader" />
    </>
  )
}

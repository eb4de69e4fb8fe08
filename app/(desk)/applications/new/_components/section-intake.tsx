'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { NO_APPLICATION_CHANNEL } from '@/lib/applications/registration'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { Panel, row } from './panel'
import { SelectInput } from './select-input'
import { TextInput } from './text-input'

export function SectionIntake() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { options } = useHelp()
  const [channel, orderNumber] = useWatch({ control: form.control, name: ['channel', 'orderNumber'] })
  const length = [...orderNumber].length
  return (
    <Panel title={t('section.intake')}>
      <div className={row}>
        <SelectInput
          path="channel"
          options={options.channels.map(({ code, name, confirmed }) => ({
            value: code,
            label: confirmed ? name : t('unconfirmed', { name }),
          }))}
        />
        <TextInput
          path="requestDate"
          hint={t('hint.requestDate')}
          optional={channel === NO_APPLICATION_CHANNEL}
        />
        <TextInput
          path="orderNumber"
          hint={length > 0 ? t('hint.orderNumber', { count: length }) : t('hint.orderNumberEmpty')}
        />
      </div>
      <div className="grid items-end gap-x-3.5 gap-y-3 min-[700px]:grid-cols-[2fr_1fr]">
        <SelectInput
          path="officeId"
          optional
          options={options.offices.map((office) => ({ value: office.id, label: office.name }))}
        />
        <TextInput path="region" digits hint={t('hint.region')} />
      </div>
    </Panel>
  )
}

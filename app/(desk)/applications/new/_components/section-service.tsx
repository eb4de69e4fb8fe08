'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Combobox } from '@/components/form/combobox'
import { Field } from '@/components/form/field'
import { Radios } from '@/components/form/radios'
import { NO_APPLICATION_CHANNEL } from '@/lib/applications/registration'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'
import { Panel } from './panel'
import { useFieldError } from './text-input'

export function SectionService() {
  const t = useTranslations('form')
  return (
    <Panel title={t('section.service')}>
      <Service />
      <Purpose />
    </Panel>
  )
}

function Service() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { options, leave, put } = useHelp()
  const value = useWatch({ control: form.control, name: 'serviceId' })
  const error = useFieldError('serviceId')
  const chosen = options.services.find((service) => service.id === value)
  const note = (service: (typeof options.services)[number]) =>
    [
      service.targetCode ? t('service.target', { target: service.targetCode }) : t('service.noTarget'),
      service.termWorkingDays && t('service.term', { days: service.termWorkingDays }),
    ]
      .filter(Boolean)
      .join(' · ')
  const usualChannel = (id: string) => {
    const channel = options.services.find((service) => service.id === id)?.defaultChannel
    return options.channels.find(({ code }) => code === String(channel))?.code
  }
  // Its usual channel (C08), unless the clerk has chosen one: what the form or another service began with is no choice.
  const usual = (id: string) => {
    const [channel, now] = [usualChannel(id), form.getValues('channel')]
    const chosen = !['', form.formState.defaultValues?.channel, usualChannel(value)].includes(now)
    return channel && !chosen ? { channel } : {}
  }
  return (
    <Field
      id="serviceId"
      label={t('field.serviceId')}
      hint={t('hint.service')}
      error={error?.words}
      notice={chosen ? note(chosen) : t('service.missing')}
    >
      {(ids) => (
        <Combobox
          {...ids}
          label={t('field.serviceId')}
          options={options.services.map((service) => ({
            value: service.id,
            label: service.name,
            search: `${service.name} ${service.eserviceCode} ${service.targetCode ?? ''}`,
            note: note(service),
          }))}
          value={value}
          onChange={(id) => {
            form.setValue('serviceId', id, { shouldDirty: true })
            if (id) put({ serviceId: id, ...usual(id) })
          }}
          onLeave={() => leave('serviceId')}
        />
      )}
    </Field>
  )
}

function Purpose() {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const { put } = useHelp()
  const [purpose, channel] = useWatch({ control: form.control, name: ['purpose', 'channel'] })
  const error = useFieldError('purpose')
  const hint =
    channel === NO_APPLICATION_CHANNEL
      ? t('purpose.channel12')
      : purpose === 'service' && t('purpose.serviceHint')
  return (
    <Radios
      id="purpose"
      look="segments"
      label={t('field.purpose')}
      choices={(['service', 'information'] as const).map((name) => ({
        value: name,
        label: t(`purpose.${name}`),
      }))}
      value={purpose}
      onChange={(name) => put({ purpose: name })}
      error={error?.words}
    >
      {hint && <p className="mt-1 text-[13px] leading-[18px] text-muted">{hint}</p>}
    </Radios>
  )
}

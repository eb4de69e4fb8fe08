'use client'

import { useId } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Badge } from '@/components/ui/badge'
import type { ApplicationForm } from '@/lib/applications/schema'
import { useHelp } from './form-context'

/** Small and quiet: what will stand in the citizen's account. A region, not live. */
export function FormPreview() {
  const t = useTranslations('form.preview')
  const form = useFormContext<ApplicationForm>()
  const { options } = useHelp()
  const id = useId()
  const [serviceId, channel, orderNumber] = useWatch({
    control: form.control,
    name: ['serviceId', 'channel', 'orderNumber'],
  })
  const service = options.services.find((entry) => entry.id === serviceId)
  const via = options.channels.find((entry) => entry.code === channel)
  return (
    <section
      aria-labelledby={id}
      className="max-w-[760px] rounded-xl border border-line bg-surface px-5 py-4 min-[1180px]:sticky min-[1180px]:top-4"
    >
      <h2 id={id} className="mb-3">
        {t('title')}
      </h2>
      <div className="grid justify-items-start gap-1.5 rounded-xl border border-line bg-raised p-3.5 text-[13px] leading-[18px] text-muted">
        <p>{t('place')}</p>
        <p className="text-[15px] leading-5 font-semibold text-text">{service?.name ?? t('noService')}</p>
        <Badge tone="work">{t('status')}</Badge>
        {via && <p>{t('channel', { channel: via.name })}</p>}
        <p className="max-w-full break-words">
          {orderNumber.trim() ? t('number', { number: orderNumber.trim() }) : t('numberLater')}
        </p>
      </div>
      <p className="mt-2 text-[13px] leading-[18px] text-muted">{t('note')}</p>
    </section>
  )
}

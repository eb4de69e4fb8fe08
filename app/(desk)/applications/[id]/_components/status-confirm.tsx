'use client'

import { useTranslations } from 'use-intl'
import { CitizenView } from '@/components/application/citizen-view'
import { parseMoment } from '@/lib/applications/registration'
import { needsReason } from '@/lib/applications/status'
import type { StatusEntry } from '@/lib/directories/schema'
import { useAct } from './use-card'
import type { StatusChange } from './use-status-change'

/** What the citizen will read, before a step that ends the application. */
export function StatusConfirm({ change, status }: { change: StatusChange; status: StatusEntry }) {
  const t = useTranslations('card.status')
  const { card, timeZone } = useAct()
  const moment = parseMoment(change.draft.statusDate, timeZone)
  const before = card.steps.filter((step) => step.delivery.state === 'ACCEPTED')
  return (
    <div className="grid gap-2 pb-2">
      {change.withoutResult && <p>{t('confirmWithout')}</p>}
      <p>{t('confirmSees')}</p>
      <CitizenView
        service={card.serviceName ?? ''}
        elkNumber={card.elkOrderNumber}
        statuses={[
          ...(moment.ok
            ? [{ name: status.name, at: moment.value.toISOString(), text: change.text.params }]
            : []),
          ...before.map((step) => ({
            name: step.statusName,
            at: step.statusDate,
            text: step.citizenText?.params,
          })),
        ]}
        files={[...change.files, ...before.flatMap((step) => step.files)]}
        channel={card.channelName}
        orderNumber={card.orderNumber}
        timeZone={timeZone}
      />
      {needsReason(status) && (
        <p>
          {t('reason')}: {change.draft.reason}
        </p>
      )}
      {status.class === 'refused' && <p>{t('confirmRefusal')}</p>}
      <p>{t('confirmFinal', { seconds: card.takeBackSeconds })}</p>
    </div>
  )
}

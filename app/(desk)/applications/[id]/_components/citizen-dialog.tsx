'use client'

import { useTranslations } from 'use-intl'
import { CitizenView } from '@/components/application/citizen-view'
import { Dialog } from '@/components/ui/dialog'
import { useAct } from './use-card'

/** What stands in the citizen's account now: only what ЕПГУ has accepted. */
export function CitizenDialog() {
  const t = useTranslations('card.citizenView')
  const { card, timeZone, ask } = useAct()
  const accepted = card.steps.filter((step) => step.delivery.state === 'ACCEPTED')
  const waits = card.steps.some(
    (step) => !['ACCEPTED', 'SUPERSEDED', 'SKIPPED'].includes(step.delivery.state),
  )
  return (
    <Dialog open onClose={() => ask(null)} title={t('title')}>
      {accepted.length === 0 ? (
        <p className="pb-3">{t('nothing')}</p>
      ) : (
        <div className="pb-3">
          <CitizenView
            service={card.serviceName ?? ''}
            elkNumber={card.elkOrderNumber}
            statuses={accepted.map((step) => ({
              name: step.statusName,
              at: step.statusDate,
              text: step.citizenText?.params,
            }))}
            files={accepted.flatMap((step) => step.files)}
            channel={card.channelName}
            orderNumber={card.orderNumber}
            timeZone={timeZone}
          />
          {waits && <p className="mt-2 text-[13px] text-muted">{t('onlyAccepted')}</p>}
        </div>
      )}
    </Dialog>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/application/section'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime } from '@/lib/core/format'
import { Step } from './step'
import { useAct } from './use-card'

/** Newest first, one step = one status = one message. Superseded attempts are folded under the one in their place. */
export function Steps() {
  const t = useTranslations('card')
  const words = useTranslations()
  const { card, timeZone } = useAct()
  const steps = card.steps.filter((step) => step.delivery.state !== 'SUPERSEDED')
  const earlier = (seq: number) =>
    card.steps.filter((step) => step.seq === seq && step.delivery.state === 'SUPERSEDED')
  const refusedBefore = (step: CardStep) =>
    steps.some((other) => other.seq < step.seq && ['REFUSED', 'FAILED'].includes(other.delivery.state))
  const takenBack = card.steps.filter(
    (step) => step.delivery.decision === 'takenBack' && !steps.some((other) => other.seq === step.seq),
  )
  const impossible = steps.find((step) => step.delivery.state === 'IMPOSSIBLE')
  const newest = steps[0]
  return (
    <Section title={t('steps.title')}>
      <p role="status" className="sr-only">
        {newest?.delivery.view === 'accepted' &&
          t('answered', { number: card.number, text: words('delivery.view.accepted') })}
        {newest?.delivery.state === 'REFUSED' &&
          t('answered', { number: card.number, text: words('verdict.answer.other.title') })}
      </p>
      {takenBack.map((step) => (
        <p key={step.deliveryId} className="mb-2 text-[13px] leading-[18px] text-muted">
          {t('takeBack.done', {
            status: step.statusName,
            time: formatDateTime(step.delivery.settledAt ?? step.statusDate, timeZone),
          })}
        </p>
      ))}
      {steps.length === 0 ? (
        <p className="text-sm text-muted">{t('steps.none')}</p>
      ) : (
        <ol className="grid">
          {steps.map((step) => (
            <Step
              key={step.seq}
              step={step}
              earlier={earlier(step.seq)}
              stoppedBy={step === impossible ? undefined : impossible?.delivery.decision}
              waitsRefusal={step.delivery.view === 'held' && refusedBefore(step)}
            />
          ))}
        </ol>
      )}
    </Section>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { DeliveryChip } from '@/components/delivery/delivery-chip'
import { Icon } from '@/components/ui/icon'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime, formatSize, formatTime } from '@/lib/core/format'
import { tones } from '@/lib/delivery/labels'
import { DeliveryHint } from './delivery-hint'
import { StepDetails } from './step-details'
import { StepVerdict } from './step-verdict'
import { TakeBack } from './take-back'
import { useAct, whose } from './use-card'

const dots = { ok: 'border-green', no: 'border-red', wait: 'border-amber', muted: 'border-field-line' }
type Props = {
  step: CardStep
  earlier: CardStep[]
  waitsRefusal: boolean
  stoppedBy: string | null | undefined
}

export function Step({ step, earlier, waitsRefusal, stoppedBy }: Props) {
  const t = useTranslations('card.steps')
  const { timeZone, card, ask } = useAct()
  const { delivery } = step
  const waits = delivery.view === 'takeBack' || (delivery.view === 'impossible' && !delivery.sentAt)
  const time = (at: string | null) => at && formatTime(at, timeZone)
  const isAnswered = delivery.code !== null || (delivery.state === 'FAILED' && delivery.sentAt !== null)
  const times = [
    t(waits ? 'recorded' : 'queued', { time: formatTime(delivery.createdAt, timeZone) }),
    delivery.sentAt && t('sent', { time: time(delivery.sentAt) ?? '' }),
    delivery.settledAt && isAnswered && t('answer', { time: time(delivery.settledAt) ?? '' }),
  ].filter(Boolean)
  return (
    <li className="relative pb-4 pl-7 before:absolute before:top-5 before:bottom-[-2px] before:left-1.5 before:w-0.5 before:bg-line last:pb-1 last:before:hidden">
      <span
        aria-hidden="true"
        className={`absolute top-[3px] left-0 size-3.5 rounded-full border-[3px] bg-surface ${dots[tones[delivery.view]]}`}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="font-medium">{step.statusName || step.status}</h3>
        <time dateTime={step.statusDate} className="text-[13px] text-muted">
          {formatDateTime(step.statusDate, timeZone)}
        </time>
      </div>
      <p className="text-[13px] leading-[18px] text-muted">
        {[step.by, ...times].filter(Boolean).join(' · ')}
      </p>
      {delivery.view === 'takeBack' && delivery.takeBackUntil ? (
        <TakeBack step={step} until={delivery.takeBackUntil} />
      ) : stoppedBy && delivery.view === 'impossible' ? (
        <p className="flex items-start gap-1.5 text-[13px] leading-[18px] text-muted">
          <Icon name="dash" />
          <span className="min-w-0 break-words">{t('stopped', { reason: stoppedBy })}</span>
        </p>
      ) : waitsRefusal ? (
        <p className="flex items-center gap-1.5 text-[13px] leading-[18px] text-amber">
          <Icon name="pause" />
          {t('waitsRefusal')}
        </p>
      ) : (
        <DeliveryHint step={step}>
          <DeliveryChip
            view={delivery.view}
            code={delivery.code}
            at={chipTime(delivery)}
            elkOrderNumber={step.kind === 'CREATE' ? card.elkOrderNumber : null}
            timeZone={timeZone}
          />
        </DeliveryHint>
      )}
      {delivery.view === 'held' && delivery.isOverdue && (
        <p className="text-[13px] leading-[18px] text-red">
          {t('overdue', { deadline: formatDateTime(delivery.deadlineAt, timeZone) })}
        </p>
      )}
      <Notes step={step} />
      <StepVerdict step={step} />
      <div className="flex flex-wrap gap-x-4">
        <StepDetails step={step} />
        {card.may.xml && (
          <button
            type="button"
            className="self-start text-[13px] leading-6 text-blue hover:underline"
            onClick={() => ask({ kind: 'xml', step })}
          >
            {t('xml')}
          </button>
        )}
      </div>
      {earlier.length > 0 && (
        <details className="text-[13px] leading-[18px]">
          <summary className="text-blue">{t('earlier', { count: earlier.length })}</summary>
          <ul className="mt-1 grid gap-2 border-l-2 border-line pl-3">
            {earlier.map((old) => (
              <li key={old.deliveryId}>
                <p>
                  {t('attempt', { attempt: old.attempt })} · {old.statusName} ·{' '}
                  {formatDateTime(old.statusDate, timeZone)}
                </p>
                <p className="text-muted">{t('superseded', { decision: old.delivery.decision ?? '' })}</p>
                <StepDetails step={old} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

export function chipTime(delivery: CardStep['delivery']): string | null {
  if (delivery.view === 'retry') return delivery.nextAttemptAt
  if (delivery.view === 'sent' || delivery.view === 'noAnswer') return delivery.sentAt
  return delivery.createdAt
}

function Notes({ step }: { step: CardStep }) {
  const { card } = useAct()
  const t = useTranslations('card.steps')
  const notes = [
    step.isInformed && t('informed'),
    step.withoutResult && t('withoutResult'),
    step.reason && t('reason', { text: step.reason }),
    step.backdatedFor && t('backdated', { text: step.backdatedFor }),
    step.comment && t('comment', { text: step.comment }),
    ...(step.citizenText?.params ?? []).map(({ value }) =>
      t('citizenText', { name: step.citizenText?.name ?? '', text: value }),
    ),
    step.delivery.state === 'SKIPPED' && t('skippedBecause', { reason: step.delivery.decision ?? '' }),
  ].filter(Boolean)
  if (notes.length === 0 && step.files.length === 0) return null
  return (
    <ul className="mt-1 grid gap-0.5 text-[13px] leading-[18px] break-words text-muted">
      {notes.map((note) => (
        <li key={String(note)}>{note}</li>
      ))}
      {step.files.map((file) => (
        <li key={file.id} className="flex items-center gap-1.5">
          <Icon name="file" />
          <a href={`/api/files/${file.id}${whose(card)}`} className="min-w-0 break-all text-blue underline">
            {file.name}
          </a>
          <span className="whitespace-nowrap">{formatSize(file.size)}</span>
          <span>{file.docType}</span>
        </li>
      ))}
    </ul>
  )
}

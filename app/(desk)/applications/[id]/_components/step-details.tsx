'use client'

import { useTranslations } from 'use-intl'
import { Pairs } from '@/components/application/section'
import { useFaultWords } from '@/components/delivery/use-fault-words'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime } from '@/lib/core/format'
import { useAct } from './use-card'

/** What ЕПГУ and СМЭВ said themselves, for whoever has to pass it on. */
export function StepDetails({ step }: { step: CardStep }) {
  const t = useTranslations('card.details')
  const { timeZone } = useAct()
  const wordsOf = useFaultWords()
  const { delivery } = step
  const fault = wordsOf(delivery.fault)
  const moment = (at: string | null) => (at ? formatDateTime(at, timeZone) : null)
  const smevWord = (category: string | null, at: string | null) =>
    category && t('smevStatusAt', { category, at: at ?? '' })
  const rows: [string, string | null][] = [
    [t('message'), delivery.text],
    [t('code'), delivery.code === null ? null : String(delivery.code)],
    [t('fault'), fault ? `${fault} (${delivery.fault})` : delivery.fault],
    [t('messageId'), delivery.messageId],
    [t('created'), moment(delivery.createdAt)],
    [t('sent'), moment(delivery.sentAt)],
    [t('smevStatus'), smevWord(delivery.smevStatus, moment(delivery.smevStatusAt))],
    [t('settled'), moment(delivery.settledAt)],
    [t('attempts'), delivery.attempts ? String(delivery.attempts) : null],
    [t('deadline'), delivery.settledAt ? null : moment(delivery.deadlineAt)],
  ]
  return (
    <details className="min-w-0 text-[13px] open:basis-full">
      <summary className="leading-6 text-blue">{t('title')}</summary>
      <div className="pt-1">
        <Pairs rows={rows.filter(([, value]) => value)} />
      </div>
    </details>
  )
}

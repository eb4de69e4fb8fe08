'use client'

import { useTranslations } from 'use-intl'
import { Copyable } from '@/components/application/copy'
import { Pairs } from '@/components/application/section'
import { formatDateTime } from '@/lib/core/format'
import { useAct } from './use-card'

export function NumbersSection() {
  const t = useTranslations('card.numbers')
  const { card, timeZone } = useAct()
  const copyable = (value: string | null, what: string, none: string) =>
    value ? <Copyable value={value} what={what} /> : <span className="text-muted">{none}</span>
  return (
    <div className="border-b border-line px-5 py-3.5">
      <Pairs
        rows={[
          [t('elk'), copyable(card.elkOrderNumber, t('elk'), t('elkNone'))],
          [t('order'), copyable(card.orderNumber, t('order'), t('orderNone'))],
          ...(card.targetCode
            ? ([[t('target'), <Copyable key="target" value={card.targetCode} what={t('target')} />]] as [
                string,
                React.ReactNode,
              ][])
            : []),
          ...(
            [
              [t('channel'), card.channelName],
              [t('office'), card.officeName],
              [t('requestDate'), card.requestDate && formatDateTime(card.requestDate, timeZone)],
            ] as [string, string | null][]
          ).filter(([, value]) => value),
        ]}
      />
    </div>
  )
}

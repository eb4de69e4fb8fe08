'use client'

import { useTranslations } from 'use-intl'
import type { ApplicationRow } from '@/lib/applications/list-applications'
import { formatDate, formatDateTime, formatTime } from '@/lib/core/format'

const HOUR = 3_600_000
type Props = { row: ApplicationRow; at: string; timeZone: string; short?: boolean }

/** The nearer of the two clocks, with its word: «передать до 17:15», «срок услуги 19.11.2026», «просрочено 2 ч». */
export function Due({ row, at, timeZone, short = false }: Props) {
  const t = useTranslations('list.due')
  const transfer =
    row.transferBy !== null && (row.serviceTermAt === null || row.transferBy <= row.serviceTermAt)
  const moment = transfer ? row.transferBy : row.serviceTermAt
  if (!moment) return null
  const left = Date.parse(moment) - Date.parse(at)
  const today = formatDate(moment, timeZone) === formatDate(at, timeZone)
  if (left < 0) {
    const minutes = Math.max(1, Math.floor(-left / 60_000))
    const hours = Math.floor(-left / HOUR)
    const words =
      hours < 1
        ? t('minutes', { count: minutes })
        : hours <= 48
          ? t('hours', { count: hours })
          : t('since', { when: formatDate(moment, timeZone) })
    const text = short
      ? t('over', { for: words })
      : t(transfer ? 'transferOver' : 'serviceOver', { for: words })
    return (
      <Text
        tone={`text-red ${short ? '' : 'whitespace-nowrap'}`}
        title={formatDateTime(moment, timeZone)}
        text={text}
      />
    )
  }
  const when = !transfer
    ? formatDate(moment, timeZone)
    : today
      ? formatTime(moment, timeZone)
      : formatDateTime(moment, timeZone)
  const close = left < 24 * HOUR
  const text = short
    ? transfer
      ? t('before', { when: today ? when : formatDate(moment, timeZone) })
      : when
    : t(transfer ? 'transfer' : 'service', { when })
  return (
    <Text
      tone={`whitespace-nowrap ${transfer || close ? 'text-amber' : 'text-muted'}`}
      title={formatDateTime(moment, timeZone)}
      text={text}
    />
  )
}

const Text = ({ tone, title, text }: { tone: string; title: string; text: string }) => (
  <span title={title} className={`text-[13px] leading-[18px] ${tone}`}>
    {text}
  </span>
)

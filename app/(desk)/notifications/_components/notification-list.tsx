import { useTranslations } from 'use-intl'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { formatDateTime } from '@/lib/core/format'
import type { NotificationRow } from '@/lib/notifications/list-notifications'

const tones: Record<NotificationRow['state'], BadgeTone> = {
  QUEUED: 'work',
  SENT: 'info',
  ACCEPTED: 'ok',
  READ: 'ok',
  REJECTED: 'no',
  FAILED: 'no',
}

export function NotificationList({ rows, timeZone }: { rows: NotificationRow[]; timeZone: string }) {
  const t = useTranslations('notifications')
  if (rows.length === 0) return <p className="py-4 text-muted">{t('empty')}</p>
  return (
    <ul className="grid gap-2">
      {rows.map((row) => (
        <li key={row.id} className="rounded-lg border border-line bg-surface px-3 py-2 text-sm">
          <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <b className="min-w-0 font-semibold break-words">{row.title}</b>
            <Badge tone={tones[row.state]}>{t(`state.${row.state}`)}</Badge>
            <time dateTime={row.createdAt} className="text-muted tabular-nums">
              {formatDateTime(row.createdAt, timeZone)}
            </time>
          </div>
          <p className="text-muted">
            {t('to', {
              kind: t(`kind.${row.recipientKind}`),
              name: row.recipientName,
              number: row.identifier,
            })}
          </p>
          <p className="mt-1 break-words whitespace-pre-line">{row.text}</p>
          <Outcome row={row} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  )
}

/** What to know beside the state: why not, when again, when it was read. */
function Outcome({ row, timeZone }: { row: NotificationRow; timeZone: string }) {
  const t = useTranslations('notifications')
  if (row.state === 'REJECTED')
    return <p className="mt-1 text-red">{t('rejected', { text: row.answerText ?? '' })}</p>
  if (row.state === 'FAILED')
    return <p className="mt-1 text-red">{t('failed', { text: row.lastFault ?? '' })}</p>
  if (row.readAt)
    return <p className="mt-1 text-muted">{t('readAt', { time: formatDateTime(row.readAt, timeZone) })}</p>
  if (row.nextAttemptAt)
    return (
      <p className="mt-1 text-amber">{t('again', { time: formatDateTime(row.nextAttemptAt, timeZone) })}</p>
    )
  return null
}

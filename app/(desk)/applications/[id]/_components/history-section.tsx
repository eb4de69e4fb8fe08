'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { HistoryEvent } from '@/lib/applications/list-history'
import { formatDateTime } from '@/lib/core/format'
import { useAct } from './use-card'

/** Acts that have words of their own in messages/. */
const known = [
  'application.draft',
  'application.register',
  'application.correct',
  'application.changeStatus',
  'application.createAgain',
  'application.takeBack',
  'applicant.reveal',
  'file.attach',
  'file.remove',
  'file.download',
  'delivery.xml',
  'delivery.replace',
  'delivery.skip',
  'delivery.impossible',
  'delivery.retryNow',
]

/** «История» (H01): read when it is opened, kept up with while it stands open. */
export function HistorySection() {
  const t = useTranslations('card.history')
  const { card, timeZone } = useAct()
  const [open, setOpen] = useState(false)
  const query = useQuery<HistoryEvent[]>({
    queryKey: ['application', card.id, 'history'],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/applications/${card.id}/history`, { signal })
      if (!response.ok) throw new Error(String(response.status))
      return (await response.json()) as HistoryEvent[]
    },
    enabled: open,
    refetchInterval: open ? 10_000 : false,
    retry: false,
  })
  const told = ({ action, status, result }: HistoryEvent) => {
    const act = known.includes(action)
      ? t(`act.${action}` as never, { status: status ?? '—' } as never)
      : t('act.other', { action })
    return result === 'ok' ? act : `${act} (${t('refused')})`
  }
  return (
    <details className="px-5 py-3.5" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-[15px] font-semibold">{t('title')}</summary>
      {query.isPending && <p className="mt-2 text-sm text-muted">{t('loading')}</p>}
      {query.isError && <p className="mt-2 text-sm text-red">{t('failed')}</p>}
      {query.data?.length === 0 && <p className="mt-2 text-sm text-muted">{t('none')}</p>}
      <ul className="mt-2 grid gap-1 text-sm">
        {query.data?.map((event) => (
          <li key={event.id} className="grid gap-x-3 min-[560px]:grid-cols-[132px_1fr_auto]">
            <time dateTime={event.at} className="text-muted">
              {formatDateTime(event.at, timeZone)}
            </time>
            <span>{told(event)}</span>
            <span className="text-muted">{event.by ?? t('system')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

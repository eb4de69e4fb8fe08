'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { historyGroups, knownActs, type HistoryGroup } from '@/lib/applications/history'
import type { HistoryEvent } from '@/lib/applications/list-history'
import { formatDateTime } from '@/lib/core/format'
import { HistoryChanges } from './history-changes'
import { useAct, whose } from './use-card'

/** «История» (H01): read when it is opened, kept up with while it stands open. */
export function HistorySection() {
  const t = useTranslations('card.history')
  const { card, timeZone } = useAct()
  const [open, setOpen] = useState(false)
  const [group, setGroup] = useState<HistoryGroup | ''>('')
  const query = useQuery<HistoryEvent[]>({
    queryKey: ['application', card.id, 'history'],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/applications/${card.id}/history${whose(card)}`, { signal })
      if (!response.ok) throw new Error(String(response.status))
      return (await response.json()) as HistoryEvent[]
    },
    enabled: open,
    refetchInterval: open ? 10_000 : false,
    retry: false,
  })
  const told = ({ action, status, result, file, code }: HistoryEvent) => {
    const values = { status: status ?? '—', file: file ?? '', code: code ?? 0 }
    const act = knownActs.includes(action)
      ? t(`act.${action}` as never, values as never)
      : t('act.other', { action })
    return result === 'ok' ? act : `${act} (${t('refused')})`
  }
  const shown = query.data?.filter((event) => !group || event.group === group)
  return (
    <details className="px-5 py-3.5" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-[15px] font-semibold">{t('title')}</summary>
      {query.isPending && <p className="mt-2 text-sm text-muted">{t('loading')}</p>}
      {query.isError && <p className="mt-2 text-sm text-red">{t('failed')}</p>}
      {query.data && (
        <label className="mt-2 flex items-center gap-2 text-sm">
          <span className="text-muted">{t('show')}</span>
          <select
            value={group}
            onChange={(event) => setGroup(event.target.value as HistoryGroup | '')}
            className={`${inputClass} w-auto! text-sm`}
          >
            <option value="">{t('group.all')}</option>
            {historyGroups.map((one) => (
              <option key={one} value={one}>
                {t(`group.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown?.length === 0 && <p className="mt-2 text-sm text-muted">{t('none')}</p>}
      <ul className="mt-2 grid gap-1 text-sm">
        {shown?.map((event) => (
          <li key={event.id} className="grid gap-x-3 min-[560px]:grid-cols-[132px_1fr_auto]">
            <time dateTime={event.at} className="text-muted">
              {formatDateTime(event.at, timeZone)}
            </time>
            <div className="min-w-0">
              <span className="break-words">{told(event)}</span>
              <HistoryChanges changes={event.changes} />
            </div>
            <span className="text-muted">{event.by ?? t('system')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

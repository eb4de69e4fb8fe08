'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { Badge } from '@/components/ui/badge'
import type { NotificationRow } from '@/lib/notifications/list-notifications'
import { NotificationForm } from './notification-form'
import { NotificationList } from './notification-list'

type Props = { rows: NotificationRow[]; canSend: boolean; timeZone: string }

const key = ['notifications']
const settled = ({ state }: NotificationRow) => state === 'READ' || state === 'REJECTED' || state === 'FAILED'

async function load(): Promise<NotificationRow[]> {
  const response = await fetch('/api/notifications')
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as NotificationRow[]
}

/** «Уведомления ГЭПС»: what a body tells a person when there is no service and no application (F15, X18). */
export function NotificationsScreen({ rows: first, canSend, timeZone }: Props) {
  const t = useTranslations('notifications')
  const common = useTranslations('common')
  const client = useQueryClient()
  const { data: rows = first, isError } = useQuery({
    queryKey: key,
    queryFn: load,
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.every(settled) ? false : 3000),
  })
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 tabIndex={-1} className="mb-1 flex w-fit flex-wrap items-center gap-2">
          {t('title')} <Badge tone="wait">{t('experimental')}</Badge>
        </h1>
        <p className="mb-4 max-w-[72ch] text-sm text-muted">{t('about')}</p>
        <div className="grid gap-6 min-[1100px]:grid-cols-[minmax(320px,420px)_minmax(0,1fr)]">
          {canSend && <NotificationForm onSent={() => void client.invalidateQueries({ queryKey: key })} />}
          <section aria-labelledby="sent-notifications" className="min-w-0">
            <h2 id="sent-notifications" className="mb-2">
              {t('sent')}
            </h2>
            {isError && (
              <p role="status" className="mb-2 text-sm text-red">
                {t('stale')}
              </p>
            )}
            <NotificationList rows={rows} timeZone={timeZone} />
          </section>
        </div>
      </div>
    </>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import { formatDateTime } from '@/lib/core/format'
import type { AlarmRow } from '@/lib/delivery/list-alarms'

const known = ['stop', 'ask', 'unreadable', 'unknown', 'number', 'failed', 'late', 'fault', 'newId'] as const

/** What only an administrator can mend and no application's card shows. */
export function Alarms({ alarms, timeZone }: { alarms: AlarmRow[]; timeZone: string }) {
  const t = useTranslations('deliveries')
  const nameOf = (kind: string) => {
    const name = known.find((one) => kind.endsWith(`.${one}`))
    return name ? t(`alarm.${name}`) : t('alarm.other', { kind })
  }
  return (
    <details className="mb-3 rounded-lg border border-red bg-red-weak px-3 py-2 text-sm">
      <summary className="font-semibold">
        <span className="inline-flex items-center gap-1.5 align-middle text-red">
          <Icon name="warn" />
          {t('alarms', { count: alarms.length })}
        </span>
      </summary>
      <ul className="mt-2 grid gap-1">
        {alarms.map((alarm) => (
          <li key={alarm.id} className="break-words">
            {t('alarmLine', {
              time: formatDateTime(alarm.createdAt, timeZone),
              name: nameOf(alarm.kind),
              subject: alarm.subject,
            })}
          </li>
        ))}
      </ul>
    </details>
  )
}

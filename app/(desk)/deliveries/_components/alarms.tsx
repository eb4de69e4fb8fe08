'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useWords } from '@/components/form/use-words'
import { Icon } from '@/components/ui/icon'
import { formatDateTime } from '@/lib/core/format'
import { failureOf } from '@/lib/delivery/labels'
import type { AlarmRow, Alarms as Found } from '@/lib/delivery/list-alarms'
import { namedFaults } from '@/lib/delivery/named-faults'
import { resolveAlarmAction } from '../actions'

const known = [
  'stop',
  'down',
  'poison',
  'ask',
  'unreadable',
  'distrusted',
  'unknown',
  'number',
  'failed',
  'late',
  'contradicts',
  'fault',
  'silence',
  'newId',
  'keys',
  'days30',
  'days14',
  'days3',
  'days1',
  'ended',
  'sealing',
  'broken',
  'unsealed',
  'violated',
  'retention',
  'restored',
  'lost',
  'low',
] as const

/** What only an administrator can mend and no application's card shows. */
export function Alarms({ alarms, timeZone }: { alarms: Found; timeZone: string }) {
  const t = useTranslations('deliveries')
  const words = useWords()
  const router = useRouter()
  const summary = useRef<HTMLElement>(null)
  const [told, setTold] = useState({ text: '', bad: false })
  const resolve = async (alarm: AlarmRow) => {
    const result = await resolveAlarmAction({ alarmId: alarm.id }).catch(() => null)
    if (!result?.ok) return setTold({ text: words(result?.message ?? 'refusal.away'), bad: true })
    setTold({ text: t('resolved'), bad: false })
    summary.current?.focus()
    router.refresh()
  }
  return (
    <>
      {alarms.count > 0 && (
        <details className="mb-3 rounded-lg border border-red bg-red-weak px-3 py-2 text-sm">
          <summary ref={summary} className="font-semibold">
            <span className="inline-flex items-center gap-1.5 align-middle text-red">
              <Icon name="warn" />
              {t('alarms', { count: alarms.count })}
            </span>
          </summary>
          <ul className="mt-2 grid gap-1">
            {alarms.rows.map((alarm) => (
              <Line key={alarm.id} alarm={alarm} timeZone={timeZone} onResolve={() => resolve(alarm)} />
            ))}
          </ul>
          {alarms.count > alarms.rows.length && (
            <p className="mt-2 text-muted">{t('alarmMore', { shown: alarms.rows.length })}</p>
          )}
        </details>
      )}
      <p
        role="status"
        className={told.text ? `mb-2 text-sm ${told.bad ? 'text-red' : 'text-green'}` : 'sr-only'}
      >
        {told.text}
      </p>
    </>
  )
}

function useAlarmWords({ kind, subject }: AlarmRow): string {
  const t = useTranslations('deliveries')
  if (kind === 'delivery.failed') return t(`alarmFailed.${failureOf(subject)}`)
  if (kind === 'store.down') return t('alarm.storeDown')
  const fault = namedFaults.find((one) => subject === one)
  if (fault) return t(`alarmOf.${fault}`)
  const name = known.find((one) => kind.endsWith(`.${one}`))
  return name ? t(`alarm.${name}`) : t('alarm.other', { kind })
}

type LineProps = { alarm: AlarmRow; timeZone: string; onResolve: () => Promise<void> }

function Line({ alarm, timeZone, onResolve }: LineProps) {
  const t = useTranslations('deliveries')
  const [busy, setBusy] = useState(false)
  const words = useAlarmWords(alarm)
  const press = async () => {
    setBusy(true)
    await onResolve()
    setBusy(false)
  }
  return (
    <li className="flex flex-wrap items-baseline gap-x-3">
      <span className="min-w-0 break-words">
        {t('alarmLine', {
          time: formatDateTime(alarm.lastAt, timeZone),
          name: words,
          subject: alarm.subject,
        })}
        {alarm.times > 1 && (
          <span className="text-muted">
            {' · '}
            {t('alarmAgain', { times: alarm.times, since: formatDateTime(alarm.createdAt, timeZone) })}
          </span>
        )}
      </span>
      <Button
        look="ghost"
        busy={busy}
        onClick={() => void press()}
        aria-label={t('resolveOf', { name: words, subject: alarm.subject })}
        className="min-h-6! py-0!"
      >
        {t('resolve')}
      </Button>
    </li>
  )
}

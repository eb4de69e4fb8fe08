'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button'
import { isFiltered } from '@/lib/applications/filter-values'
import { formatTime } from '@/lib/core/format'
import type { FilterControl } from './use-filters'

type Props = {
  control: FilterControl
  active: string[]
  all: number
  canWrite: boolean
  at: string
  timeZone: string
}

/** Why there is nothing here and what to do next. */
export function Empty({ control, active, all, canWrite, at, timeZone }: Props) {
  const t = useTranslations('list.empty')
  const list = useTranslations('list')
  const { filters, go, reset } = control
  const button = (text: string, act: () => void) => (
    <button type="button" onClick={act} className={buttonClass()}>
      {text}
    </button>
  )
  if (filters.after)
    return <Told title={t('page.title')} text={t('page.text')} action={button(list('first'), () => go({}))} />
  if (filters.number && active.length === 1)
    return (
      <Told
        title={t('number.title', { number: filters.number })}
        text={t('number.text')}
        action={button(t('number.action'), () => {
          document.getElementById('list-search')?.focus()
          go({ number: '' })
        })}
      />
    )
  if (isFiltered(filters))
    return (
      <Told
        title={t('filter.title')}
        text={t('filter.text', { names: active.map((name) => t('filter.name', { name })).join(', ') })}
        action={button(list('reset'), reset)}
      />
    )
  const everything = () => go({ tab: 'all' })
  if (filters.tab === 'failed')
    return (
      <Told
        title={t('failed.title')}
        text={t('failed.text', { time: formatTime(at, timeZone) })}
        action={button(t('failed.action'), () => go({ tab: 'all', state: ['IN_WORK'] }))}
      />
    )
  if (filters.tab === 'mine')
    return (
      <Told title={t('mine.title')} text={t('mine.text')} action={button(t('mine.action'), everything)} />
    )
  if (all > 0 && filters.tab !== 'all')
    return (
      <Told
        title={t('tab.title')}
        text={t('tab.text', { name: list(`tabs.${filters.tab}`) })}
        action={button(t('tab.action'), everything)}
      />
    )
  return (
    <Told
      title={t('nothing.title')}
      text={t('nothing.text')}
      action={
        canWrite && (
          <Link href="/applications/new" className={buttonClass()}>
            {list('add')}
          </Link>
        )
      }
    />
  )
}

export function Told({ title, text, action }: { title: string; text: string; action: React.ReactNode }) {
  return (
    <div className="grid justify-items-start gap-2 px-5 py-10">
      <h2 className="text-lg leading-6">{title}</h2>
      <p className="max-w-[60ch] text-muted">{text}</p>
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

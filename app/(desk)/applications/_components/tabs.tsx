'use client'

import Link from 'next/link'
import type { MouseEvent } from 'react'
import { useTranslations } from 'use-intl'
import type { Counters } from '@/lib/applications/count-applications'
import { tabs } from '@/lib/applications/filter-values'
import type { FilterControl } from './use-filters'

const alarming = ['failed', 'overdue']

/** Saved filters above the list; red only when there is something to be red about. */
export function Tabs({ control, counters }: { control: FilterControl; counters: Counters }) {
  const t = useTranslations('list.tabs')
  return (
    <nav aria-label={t('title')}>
      <ul className="flex flex-wrap gap-1">
        {tabs.map((tab) => {
          const here = control.filters.tab === tab
          const bad = alarming.includes(tab) && counters.tabs[tab] > 0
          return (
            <li key={tab}>
              <Link
                href={control.href({ tab })}
                prefetch={false}
                scroll={false}
                aria-current={here ? 'true' : undefined}
                onClick={(event) => plain(event) && (event.preventDefault(), control.go({ tab }))}
                className={`block rounded-md px-2.5 py-1 text-[13px] leading-[18px] whitespace-nowrap hover:bg-surface ${here ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : bad ? 'text-red' : 'text-muted'}`}
              >
                {t(tab)} {counters.tabs[tab]}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

const plain = (event: MouseEvent) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey

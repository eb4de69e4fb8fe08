'use client'

import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ServiceForm } from './service-form'
import type { ServiceProps } from './service-props'

/** The card and, as the last tab, its history. What is typed stays while one looks at the history. */
export function ServiceScreen({ history, ...card }: ServiceProps & { history: ReactNode }) {
  const t = useTranslations('catalogue')
  const [tab, setTab] = useState<'card' | 'history'>('card')
  return (
    <div className="px-4 pt-2 pb-8 lg:px-5">
      <div hidden={tab !== 'card'}>
        <ServiceForm {...card} tabs={history && <Tabs tab={tab} onTab={setTab} />} />
      </div>
      {history && tab === 'history' && (
        <>
          <h1 tabIndex={-1} className="mb-3 w-fit">
            {card.service?.name ?? t('creating')}
          </h1>
          <Tabs tab={tab} onTab={setTab} />
          {history}
        </>
      )}
    </div>
  )
}

function Tabs({ tab, onTab }: { tab: string; onTab: (tab: 'card' | 'history') => void }) {
  const t = useTranslations('catalogue')
  return (
    <div role="group" aria-label={t('views')} className="mb-4 flex gap-1">
      {(['card', 'history'] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={tab === name}
          onClick={() => onTab(name)}
          className={`min-h-8 rounded-md px-2.5 py-1 text-sm hover:bg-surface ${tab === name ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'text-muted'}`}
        >
          {t(name)}
        </button>
      ))}
    </div>
  )
}

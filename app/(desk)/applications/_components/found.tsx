'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Icon } from '@/components/ui/icon'
import type { Counters } from '@/lib/applications/count-applications'
import type { Active } from './names'
import type { FilterControl } from './use-filters'

type Props = { control: FilterControl; active: Active[]; counters: Counters; query: string }

/** «Найдено 50 из 237», how to reset, a chip for each active value; and the one polite voice of the page. */
export function Found({ control, active, counters, query }: Props) {
  const t = useTranslations('list')
  const words = useWords()
  const [spoken, setSpoken] = useState({ query, text: '' })
  if (spoken.query !== query) setSpoken({ query, text: t('foundLive', { found: counters.found }) })
  return (
    <>
      <div role="status" className="sr-only">
        {spoken.text}
      </div>
      {control.failure && (
        <p role="alert" className="py-1 text-[13px] leading-[18px] text-red">
          {words(control.failure)}
        </p>
      )}
      {active.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1.5 pb-0.5 text-[13px] leading-[18px]">
          <span>{t('found', { found: counters.found, all: counters.all })}</span>
          <button
            type="button"
            onClick={control.reset}
            aria-keyshortcuts="Shift+Escape"
            className="min-h-6 text-blue hover:underline"
          >
            {t('reset')} ({t('resetKeys')})
          </button>
          {active.map(({ name, without }) => (
            <button
              key={name}
              type="button"
              aria-label={t('remove', { name })}
              onClick={() => control.go(without)}
              className="flex min-h-6 max-w-full items-center gap-1 rounded-full border border-field-line bg-surface pr-1.5 pl-2.5 hover:bg-bg"
            >
              <span className="truncate">{name}</span>
              <Icon name="close" size={14} />
            </button>
          ))}
        </div>
      )}
    </>
  )
}

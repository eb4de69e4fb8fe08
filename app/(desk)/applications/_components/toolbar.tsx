'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { useDesk } from '@/components/layout/hot-keys'
import { buttonClass, Key } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { countFilters } from '@/lib/applications/filter-values'
import { SortMenu } from './sort-menu'
import type { FilterControl } from './use-filters'

export type View = 'cards' | 'table'
type Props = {
  control: FilterControl
  searchText: string
  canWrite: boolean
  view: View
  onView: (view: View) => void
  filtersOpen: boolean
  onFilters: () => void
}

/** The top line of the list: one blue action, the search, the view and the order. */
export function Toolbar({ control, searchText, canWrite, view, onView, filtersOpen, onFilters }: Props) {
  const t = useTranslations('list')
  const { on } = useDesk()
  const text = control.filters.number || (control.filters.q ? searchText : '')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 pt-2 pb-2.5 lg:px-5">
      {canWrite && (
        <Link href="/applications/new" aria-keyshortcuts="N" className={buttonClass('primary')}>
          {t('add')}
          {on && <Key>N</Key>}
        </Link>
      )}
      <form
        role="search"
        aria-label={t('title')}
        key={text}
        className="relative min-w-44 flex-1 sm:max-w-[420px]"
        onSubmit={(event) => {
          event.preventDefault()
          control.search(String(new FormData(event.currentTarget).get('text') ?? ''))
        }}
      >
        <input
          id="list-search"
          name="text"
          type="search"
          aria-label={t('search')}
          aria-keyshortcuts="/"
          placeholder={t('searchHint')}
          defaultValue={text}
          autoComplete="off"
          maxLength={200}
          className={`${inputClass} pr-10 text-ellipsis xl:pr-16`}
        />
        {on && (
          <span className="pointer-events-none absolute top-2 right-9 text-muted max-xl:hidden">
            <Key>/</Key>
          </span>
        )}
        <button
          type="submit"
          aria-label={t('find')}
          className="absolute top-0.5 right-0.5 grid size-8 place-items-center rounded-md text-muted hover:bg-bg"
        >
          <Icon name="find" />
        </button>
      </form>
      <button
        type="button"
        aria-expanded={filtersOpen}
        aria-controls="filters"
        onClick={onFilters}
        className={`${buttonClass()} xl:hidden`}
      >
        <Icon name="filter" />
        {t('filtersOpen', { count: countFilters(control.filters) })}
      </button>
      <div
        role="group"
        aria-label={t('view')}
        className="flex overflow-hidden rounded-lg border border-line-strong max-lg:hidden lg:ml-auto"
      >
        {(['cards', 'table'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            onClick={() => onView(name)}
            className={`flex min-h-[34px] items-center gap-1.5 px-3 -outline-offset-2 ${view === name ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'bg-surface hover:bg-bg'}`}
          >
            <Icon name={name} />
            {t(name)}
          </button>
        ))}
      </div>
      <SortMenu control={control} />
    </div>
  )
}

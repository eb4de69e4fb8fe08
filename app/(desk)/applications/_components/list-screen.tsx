'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { useHotKeys } from '@/components/layout/hot-keys'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { remember } from '@/components/layout/remember'
import type { Counters } from '@/lib/applications/count-applications'
import type { Filters } from '@/lib/applications/filters'
import type { ApplicationPage } from '@/lib/applications/list-applications'
import type { Overseen } from '@/lib/organisations/list-overseen'
import type { ElkStatusName } from '@/lib/applications/list-elk-statuses'
import { CardRows } from './card-rows'
import { FilterColumn } from './filter-column'
import { Found } from './found'
import { activeValues, useNames } from './names'
import { Pager } from './pager'
import { Tabs } from './tabs'
import { Toolbar, type View } from './toolbar'
import { useFilters } from './use-filters'
import { useListing } from './use-listing'
import { moveRow, SCROLLER, usePlace } from './use-place'

const Empty = dynamic(() => import('./empty').then((file) => file.Empty))
const TableRows = dynamic(() => import('./table-rows').then((file) => file.TableRows))
const WhoseList = dynamic(() => import('./whose-list').then((file) => file.WhoseList))

type Props = {
  filters: Filters
  searchText: string
  page: ApplicationPage
  counters: Counters
  elkStatuses: ElkStatusName[]
  view: View
  canWrite: boolean
  /** The own one and those that may be looked at; none when there is nothing to choose. */
  organisations: Overseen[]
  timeZone: string
}

export function ListScreen(props: Props) {
  const t = useTranslations('list')
  const common = useTranslations('common')
  const control = useFilters(props.filters)
  const listing = useListing(props.filters, props)
  const names = useNames(props.elkStatuses)
  const leave = usePlace(listing.query)
  const [view, setView] = useState(props.view)
  const [filtersOpen, setFiltersOpen] = useState(false)
  const wide = useWide()
  useListKeys(props.canWrite, () => setFiltersOpen(true), control.reset)

  const active = activeValues(control.filters, names, {
    number: t('chip.number', { text: control.filters.number }),
    applicant: t('chip.applicant', { text: props.searchText }),
  })
  const { organisation } = props.filters
  const rows = { rows: listing.rows, at: listing.at, timeZone: props.timeZone, onOpen: leave, organisation }
  return (
    <>
      <h1 className="sr-only">{t('title')}</h1>
      <Breadcrumbs
        crumbs={[{ name: common('home'), href: '/' }, { name: common('module') }, { name: t('title') }]}
      />
      <Toolbar
        control={control}
        searchText={props.searchText}
        canWrite={props.canWrite}
        view={view}
        onView={(next) => {
          setView(next)
          remember('list-view', next)
        }}
        filtersOpen={filtersOpen}
        onFilters={() => setFiltersOpen(!filtersOpen)}
      />
      {props.organisations.length > 0 && <WhoseList control={control} organisations={props.organisations} />}
      <RefreshTrouble
        trouble={listing.trouble}
        at={listing.at}
        timeZone={props.timeZone}
        next={`/applications${listing.query}`}
      />
      <div className="lg:flex lg:min-h-0 lg:flex-1">
        <FilterColumn
          control={control}
          counters={listing.counters}
          searchText={props.searchText}
          names={names}
          className={`${filtersOpen ? 'block' : 'hidden'} shrink-0 border-line px-4 py-2 max-lg:border-b lg:w-[228px] lg:overflow-auto lg:border-r lg:pr-3 lg:pb-6 lg:pl-5 xl:block min-[1600px]:w-[248px]`}
        />
        <div
          id={SCROLLER}
          aria-busy={control.pending}
          className="relative min-w-0 scroll-pt-24 scroll-pb-4 lg:flex-1 lg:overflow-auto"
        >
          <div className="z-20 border-b border-line bg-bg px-4 py-1.5 lg:sticky lg:top-0">
            <div
              aria-hidden="true"
              className={`absolute inset-x-0 top-0 h-0.5 bg-blue transition-opacity ${control.pending ? 'opacity-100 delay-300' : 'opacity-0'}`}
            />
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <Tabs control={control} counters={listing.counters} />
              {listing.changed && (
                <button
                  type="button"
                  onClick={listing.takeFresh}
                  className="min-h-[26px] text-[13px] text-blue hover:underline"
                >
                  {listing.fresh > 0 ? t('fresh', { count: listing.fresh }) : t('refresh')}
                </button>
              )}
            </div>
            <Found control={control} active={active} counters={listing.counters} query={listing.query} />
          </div>
          {listing.rows.length === 0 ? (
            <Empty
              control={control}
              active={active.map(({ name }) => name)}
              all={listing.counters.all}
              canWrite={props.canWrite}
              at={listing.at}
              timeZone={props.timeZone}
            />
          ) : view === 'table' && wide ? (
            <TableRows {...rows} control={control} />
          ) : (
            <CardRows {...rows} />
          )}
          <Pager
            control={control}
            next={listing.next}
            shown={listing.rows.length}
            found={listing.counters.found}
          />
        </div>
      </div>
    </>
  )
}

/** Under 1024 px the table turns into cards. */
function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia('(min-width: 1024px)')
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia('(min-width: 1024px)').matches,
    () => true,
  )
}

function useListKeys(canWrite: boolean, openFilters: () => void, reset: () => void): void {
  const t = useTranslations('shell.keys')
  const router = useRouter()
  const focus = (id: string) => setTimeout(() => document.getElementById(id)?.focus())
  useHotKeys([
    ...(canWrite
      ? [{ code: 'KeyN', hint: 'N', label: t('add'), act: () => router.push('/applications/new') }]
      : []),
    { code: 'Slash', sign: '/', hint: '/', label: t('search'), act: () => focus('list-search') },
    { code: 'KeyJ', hint: 'J', label: t('next'), act: () => moveRow(1) },
    { code: 'KeyK', hint: 'K', label: t('previous'), act: () => moveRow(-1) },
    { code: '', hint: 'Enter', label: t('open'), act: () => {} },
    {
      code: 'KeyF',
      hint: 'F',
      label: t('filters'),
      act: () => {
        openFilters()
        focus('filter-number')
      },
    },
    { code: 'Escape', shift: true, hint: 'Shift+Esc', label: t('reset'), act: reset },
  ])
}

import Link from 'next/link'
import { inputClass } from '@/components/form/input-class'
import { SavedNote } from '@/components/form/saved-note'
import { ImportButton } from '@/components/imports/import-button'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { Catalogue } from '@/lib/catalogue/list-catalogue'
import { tabs, type CatalogueFilters } from '@/lib/catalogue/schema'
import { translate } from '@/lib/i18n/translate'
import { CatalogueCrumbs } from './catalogue-crumbs'
import { catalogueHref } from './catalogue-href'
import { CatalogueTable } from './catalogue-table'

type Props = { catalogue: Catalogue; filters: CatalogueFilters; manages: boolean }

/** «Виды услуг по 277 ПП»: the blue «Новый элемент» top left, as the instruction has it. */
export function CatalogueScreen({ catalogue, filters, manages }: Props) {
  const bare = catalogue.counts.all === 0 && filters.text === ''
  return (
    <>
      <CatalogueCrumbs manages={manages} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <h1 id="catalogue" tabIndex={-1}>
            {translate('catalogue.title')}
          </h1>
          <SavedNote text={translate('catalogue.saved')} focus="catalogue" />
        </div>
        <div className="mb-3 flex flex-wrap items-center gap-2">
          {manages && <NewElement />}
          <Search filters={filters} />
          {manages && (
            <span className="flex flex-wrap gap-2 xl:ml-auto">
              <ImportButton kind="services" label={translate('catalogue.load')} />
              <ImportButton kind="targets" label={translate('catalogue.fill')} />
              {(['xlsx', 'csv'] as const).map((format) => (
                <a
                  key={format}
                  href={`/api/services/export?format=${format}`}
                  download
                  className={buttonClass('ghost')}
                >
                  {translate(format === 'xlsx' ? 'catalogue.exportXlsx' : 'catalogue.exportCsv')}
                </a>
              ))}
            </span>
          )}
        </div>
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-3">
          <Tabs counts={catalogue.counts} filters={filters} />
          {manages && catalogue.counts.none > 0 && (
            <Link href="/directories/services/request" prefetch={false} className={buttonClass('ghost')}>
              {translate('catalogue.requestMany')}
            </Link>
          )}
        </div>
        {bare ? (
          <div className="rounded-xl border border-line bg-surface p-6">
            <h2>{translate('catalogue.empty')}</h2>
            <p className="my-2">{translate('catalogue.emptyHint')}</p>
            {manages && <NewElement />}
          </div>
        ) : catalogue.rows.length === 0 ? (
          <p>{translate('catalogue.notFound')}</p>
        ) : (
          <CatalogueTable rows={catalogue.rows} manages={manages} />
        )}
        {catalogue.pages > 1 && <Pages pages={catalogue.pages} filters={filters} />}
      </div>
    </>
  )
}

const NewElement = () => (
  <Link href="/directories/services/new" className={buttonClass('primary')}>
    {translate('catalogue.new')}
    <Icon name="plus" />
  </Link>
)

function Search({ filters }: { filters: CatalogueFilters }) {
  return (
    <form role="search" action="/directories/services" className="flex min-w-0 flex-1 gap-2 sm:max-w-96">
      {filters.tab !== 'all' && <input type="hidden" name="tab" value={filters.tab} />}
      <input
        type="search"
        name="text"
        defaultValue={filters.text}
        aria-label={translate('catalogue.search')}
        placeholder={translate('catalogue.search')}
        autoComplete="off"
        className={`${inputClass} min-w-0 sm:w-72`}
      />
      <button type="submit" className={buttonClass()}>
        {translate('catalogue.find')}
      </button>
    </form>
  )
}

function Tabs({ counts, filters }: { counts: Catalogue['counts']; filters: CatalogueFilters }) {
  return (
    <nav aria-label={translate('catalogue.states')}>
      <ul className="flex flex-wrap gap-1">
        {tabs.map((tab) => (
          <li key={tab}>
            <Link
              href={catalogueHref({ ...filters, tab, page: 1 })}
              prefetch={false}
              aria-current={tab === filters.tab ? 'true' : undefined}
              className={`block rounded-md px-2.5 py-1 text-[13px] leading-[18px] whitespace-nowrap hover:bg-surface ${tab === filters.tab ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'text-muted'}`}
            >
              {translate(`catalogue.tab.${tab}`)} {counts[tab]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Pages({ pages, filters }: { pages: number; filters: CatalogueFilters }) {
  const page = Math.min(filters.page, pages)
  return (
    <nav aria-label={translate('catalogue.pages')} className="mt-3 flex items-center gap-3 text-sm">
      {page > 1 && (
        <Link href={catalogueHref({ ...filters, page: page - 1 })} className={buttonClass()}>
          {translate('catalogue.previous')}
        </Link>
      )}
      <span>{translate('catalogue.page', { page, pages })}</span>
      {page < pages && (
        <Link href={catalogueHref({ ...filters, page: page + 1 })} className={buttonClass()}>
          {translate('catalogue.next')}
        </Link>
      )}
    </nav>
  )
}

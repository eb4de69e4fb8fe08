import type { Metadata } from 'next'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { RefusedFilter } from '@/lib/audit/filters'
import { listRefused } from '@/lib/audit/list-refused'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { EventFilter } from '../_components/event-filter'
import { EventPager } from '../_components/event-pager'
import { EventTable } from '../_components/event-table'

export const metadata: Metadata = { title: translate('audit.refused.title') }

type Props = { searchParams: Promise<Record<string, string | string[]>> }
const path = '/settings/refused'

/** «Отказы во входе» that belong to no organisation. */
export default async function Page({ searchParams }: Props) {
  const session = await requirePage('audit.nobodys')
  const filter = RefusedFilter.parse(await searchParams)
  const { rows, next } = await listRefused(session, filter)
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('audit.refused.title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-1">{translate('audit.refused.title')}</h1>
        <p className="mb-3 max-w-[90ch] text-sm text-muted">{translate('audit.refused.hint')}</p>
        <EventFilter path={path} filter={filter} />
        {rows.length === 0 ? (
          <p className="text-sm text-muted">{translate('audit.refused.none')}</p>
        ) : (
          <EventTable
            rows={rows}
            columns={['at', 'result', 'address']}
            caption={translate('audit.refused.caption')}
            timeZone={session.timeZone}
            words={translate as never}
          />
        )}
        <EventPager path={path} filter={filter} next={next} />
      </div>
    </>
  )
}

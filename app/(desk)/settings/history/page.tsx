import type { Metadata } from 'next'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { HistoryFilter, settingKinds } from '@/lib/audit/filters'
import { listSettingsHistory } from '@/lib/audit/list-history'
import { listPeople } from '@/lib/audit/list-people'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { EventFilter, Select } from '../_components/event-filter'
import { EventPager } from '../_components/event-pager'
import { EventTable } from '../_components/event-table'

export const metadata: Metadata = { title: translate('audit.history.title') }

type Props = { searchParams: Promise<Record<string, string | string[]>> }
const path = '/settings/history'

/** «История» of the settings (A11). */
export default async function Page({ searchParams }: Props) {
  const session = await requirePage('settings.history')
  const filter = HistoryFilter.parse(await searchParams)
  const { rows, next } = await listSettingsHistory(session, filter)
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('audit.history.title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-1">{translate('audit.history.title')}</h1>
        <p className="mb-3 max-w-[90ch] text-sm text-muted">{translate('audit.history.hint')}</p>
        <EventFilter path={path} filter={filter} people={await listPeople(session)}>
          <Select
            name="kind"
            label={translate('audit.history.kind')}
            value={filter.kind}
            all={translate('audit.history.all')}
            options={settingKinds.map((kind) => [kind, translate(`audit.history.kinds.${kind}`)])}
          />
        </EventFilter>
        {rows.length === 0 ? (
          <p className="text-sm text-muted">{translate('audit.history.none')}</p>
        ) : (
          <EventTable
            rows={rows}
            columns={['at', 'by', 'what', 'changes']}
            caption={translate('audit.history.caption')}
            timeZone={session.timeZone}
            words={translate as never}
          />
        )}
        <EventPager path={path} filter={filter} next={next} />
      </div>
    </>
  )
}

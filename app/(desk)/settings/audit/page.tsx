import type { Metadata } from 'next'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { buttonClass } from '@/components/ui/button'
import { AuditFilter } from '@/lib/audit/filters'
import { getSealState } from '@/lib/audit/get-seal-state'
import { listActs } from '@/lib/audit/list-acts'
import { listEvents } from '@/lib/audit/list-events'
import { listPeople } from '@/lib/audit/list-people'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { EventFilter, NumberField, Select } from '../_components/event-filter'
import { EventPager, hrefOf } from '../_components/event-pager'
import { EventTable } from '../_components/event-table'
import { actWords } from '../_components/event-words'
import { SealNote } from './_components/seal-note'
import { ViewersForm } from './_components/viewers-form'

export const metadata: Metadata = { title: translate('audit.journal.title') }

type Props = { searchParams: Promise<Record<string, string | string[]>> }
const path = '/settings/audit'

/** «Журнал действий»: everything done in the organisation, and what was refused. */
export default async function Page({ searchParams }: Props) {
  const session = await requirePage('audit.read')
  const filter = AuditFilter.parse(await searchParams)
  const { rows, next } = await listEvents(session, filter)
  const acts = (await listActs(session)).map((act): [string, string] => [
    act,
    actWords(translate as never, act),
  ])
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('audit.journal.title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-2">{translate('audit.journal.title')}</h1>
        <SealNote state={await getSealState(session)} timeZone={session.timeZone} />
        <ViewersForm timeZone={session.timeZone} />
        <EventFilter path={path} filter={filter} people={await listPeople(session)}>
          <Select
            name="act"
            label={translate('audit.journal.act')}
            value={filter.act}
            all={translate('audit.history.all')}
            options={acts.sort(([, one], [, other]) => one.localeCompare(other, 'ru'))}
          />
          <Select
            name="result"
            label={translate('audit.journal.result')}
            value={filter.result}
            all={translate('audit.history.all')}
            options={[
              ['ok', translate('audit.journal.doneOnly')],
              ['refused', translate('audit.journal.refusedOnly')],
            ]}
          />
          <NumberField label={translate('audit.journal.number')} value={filter.number} />
        </EventFilter>
        {rows.length === 0 ? (
          <p className="text-sm text-muted">{translate('audit.journal.none')}</p>
        ) : (
          <EventTable
            rows={rows}
            columns={['at', 'by', 'what', 'changes', 'result', 'address']}
            caption={translate('audit.journal.caption')}
            timeZone={session.timeZone}
            words={translate as never}
          />
        )}
        <EventPager path={path} filter={filter} next={next} />
        <p className="mt-2 flex flex-wrap items-center gap-3 text-sm text-muted">
          <a href={hrefOf('/api/audit/export', { ...filter, before: undefined })} className={buttonClass()}>
            {translate('audit.journal.export')}
          </a>
          {translate('audit.journal.exportHint')}
        </p>
      </div>
    </>
  )
}

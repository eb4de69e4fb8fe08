import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { countApplications } from '@/lib/applications/count-applications'
import { parseFilters, type SearchParams } from '@/lib/applications/filters'
import { listApplications } from '@/lib/applications/list-applications'
import { listElkStatuses } from '@/lib/applications/list-elk-statuses'
import { findSearch } from '@/lib/applications/remember-search'
import { requirePage } from '@/lib/auth/current-session'
import { orNotFound } from '@/lib/auth/or-not-found'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { listOverseen } from '@/lib/organisations/list-overseen'
import { Escalations } from '../_components/escalations'
import { ListScreen } from './_components/list-screen'

export const metadata: Metadata = { title: translate('list.title') }

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const session = await requirePage('applications.read')
  const filters = parseFilters(await searchParams)
  const [[page, counters], overseen, elkStatuses, searchText, jar] = await Promise.all([
    orNotFound(() => Promise.all([listApplications(session, filters), countApplications(session, filters)])),
    listOverseen(session),
    listElkStatuses(session),
    findSearch(session, filters.q),
    cookies(),
  ])
  return (
    <>
      <Escalations session={session} />
      <ListScreen
        filters={filters}
        searchText={searchText}
        page={page}
        counters={counters}
        elkStatuses={elkStatuses}
        view={jar.get('list-view')?.value === 'table' ? 'table' : 'cards'}
        canWrite={can(session, 'applications.write') && !filters.organisation}
        organisations={
          overseen.length > 0
            ? [{ id: session.organisationId, name: session.organisationName }, ...overseen]
            : []
        }
        timeZone={session.timeZone}
      />
    </>
  )
}

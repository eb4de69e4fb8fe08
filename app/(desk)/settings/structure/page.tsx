import type { Metadata } from 'next'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { listOffices } from '@/lib/organisations/list-offices'
import { listOrganisations } from '@/lib/organisations/list-organisations'
import { Offices } from './_components/offices'

export const metadata: Metadata = { title: translate('organisations.structure.title') }

export default async function Page() {
  const session = await requirePage('organisation.read')
  const own = await getOrganisation(session)
  const below = (await listOrganisations(session)).filter(({ parentId }) => parentId === own.id)
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('organisations.structure.title') },
        ]}
      />
      <div className="grid gap-4 px-4 pt-2 pb-8 lg:px-5">
        <h1>{translate('organisations.structure.title')}</h1>
        <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
          <dt className="text-muted">{translate('organisations.structure.above')}</dt>
          <dd>{own.parentName ?? translate('organisations.none')}</dd>
          <dt className="text-muted">{translate('organisations.structure.own')}</dt>
          <dd className="font-semibold">{own.name}</dd>
          <dt className="text-muted">{translate('organisations.structure.below')}</dt>
          <dd>
            {below.length === 0 ? (
              translate('organisations.structure.noBelow')
            ) : (
              <ul className="grid gap-1">
                {below.map((one) => (
                  <li key={one.id}>{one.name}</li>
                ))}
              </ul>
            )}
          </dd>
        </dl>
        <Offices
          rows={await listOffices(session)}
          oktmo={own.oktmo}
          mayChange={can(session, 'organisation.manage')}
        />
      </div>
    </>
  )
}

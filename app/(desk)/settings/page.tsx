import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { listOrganisations } from '@/lib/organisations/list-organisations'
import { OrganisationForm } from './_components/organisation-form'

export const metadata: Metadata = { title: translate('organisations.title') }

export default async function Page() {
  const session = await requirePage('organisation.read')
  if (!can(session, 'organisation.manage')) redirect('/settings/structure')
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title') },
          { name: translate('organisations.title') },
        ]}
      />
      <div className="px-4 pb-8 lg:px-5">
        <OrganisationForm
          card={await getOrganisation(session)}
          id={session.organisationId}
          parents={await listOrganisations(session)}
          timeZones={Intl.supportedValuesOf('timeZone')}
          everything={can(session, 'organisations.all')}
          title={translate('organisations.editing')}
        />
      </div>
    </>
  )
}

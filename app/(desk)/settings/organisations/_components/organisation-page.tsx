import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { requirePage } from '@/lib/auth/current-session'
import { orNotFound } from '@/lib/auth/or-not-found'
import { translate } from '@/lib/i18n/translate'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { listOrganisations } from '@/lib/organisations/list-organisations'
import { OrganisationForm } from '../../_components/organisation-form'

/** Any organisation's card, or a new one: a system administrator's. */
export async function organisationPage(id: string | null) {
  const session = await requirePage('organisations.all')
  const card = id === null ? null : await orNotFound(() => getOrganisation(session, id))
  const title = translate(card ? 'organisations.editing' : 'organisations.creating')
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('organisations.all.title'), href: '/settings/organisations' },
          { name: title },
        ]}
      />
      <div className="px-4 pb-8 lg:px-5">
        <OrganisationForm
          card={card}
          id={card?.id ?? crypto.randomUUID()}
          parents={await listOrganisations(session)}
          timeZones={Intl.supportedValuesOf('timeZone')}
          everything
          title={title}
          savedTo="/settings/organisations"
        />
      </div>
    </>
  )
}

import { notFound } from 'next/navigation'
import { requirePage } from '@/lib/auth/current-session'
import { orNotFound } from '@/lib/auth/or-not-found'
import { can } from '@/lib/auth/permissions'
import { getService } from '@/lib/catalogue/get-service'
import { listServiceChoices } from '@/lib/catalogue/list-service-choices'
import { listServiceHistory } from '@/lib/catalogue/list-service-history'
import { isId } from '@/lib/core/ids'
import { translate } from '@/lib/i18n/translate'
import { CatalogueCrumbs } from './catalogue-crumbs'
import { ServiceHistory } from './service-history'
import { ServiceMessages } from './service-messages'
import { ServiceScreen } from './service-screen'

/** The page of a new service, or of one of the organisation's: who may not change it reads it. */
export async function servicePage(id: string | null) {
  const session = await requirePage(id === null ? 'services.manage' : 'services.read')
  if (id !== null && !isId(id)) notFound()
  const service = id === null ? null : await orNotFound(() => getService(session, id))
  const history =
    service && can(session, 'settings.history') ? await listServiceHistory(session, service.id) : null
  const choices = await listServiceChoices(session, service?.allowedStatuses ?? [])
  const manages = can(session, 'services.manage')
  return (
    <ServiceMessages>
      <CatalogueCrumbs manages={manages} here={service?.name ?? translate('catalogue.creating')} />
      <ServiceScreen
        key={service?.version}
        service={service}
        id={id ?? crypto.randomUUID()}
        choices={choices}
        manages={manages}
        history={history && <ServiceHistory events={history} choices={choices} timeZone={session.timeZone} />}
      />
    </ServiceMessages>
  )
}

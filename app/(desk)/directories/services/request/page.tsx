import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { listWithoutTku } from '@/lib/catalogue/list-without-tku'
import { MOST_ASKED } from '@/lib/catalogue/schema'
import { isId } from '@/lib/core/ids'
import { translate } from '@/lib/i18n/translate'
import { CatalogueCrumbs } from '../_components/catalogue-crumbs'
import { RequestMessages } from './_components/request-messages'
import { RequestScreen } from './_components/request-screen'

const title = translate('letters.tkuRequest.title')
export const metadata: Metadata = { title }

type Props = { searchParams: Promise<{ service?: string | string[] }> }

export default async function Page({ searchParams }: Props) {
  const session = await requirePage('services.manage')
  const { service } = await searchParams
  const first = typeof service === 'string' && isId(service) ? service : null
  const found = await listWithoutTku(session, { most: MOST_ASKED, first })
  return (
    <>
      <CatalogueCrumbs manages here={title} />
      <RequestMessages>
        <RequestScreen {...found} first={first} />
      </RequestMessages>
    </>
  )
}

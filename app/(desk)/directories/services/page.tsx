import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { listCatalogue } from '@/lib/catalogue/list-catalogue'
import { CatalogueFilters } from '@/lib/catalogue/schema'
import { translate } from '@/lib/i18n/translate'
import { CatalogueScreen } from './_components/catalogue-screen'

export const metadata: Metadata = { title: translate('catalogue.title') }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const session = await requirePage('services.read')
  const filters = CatalogueFilters.parse(await searchParams)
  return (
    <CatalogueScreen
      catalogue={await listCatalogue(session, filters)}
      filters={filters}
      manages={can(session, 'services.manage')}
    />
  )
}

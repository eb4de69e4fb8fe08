import type { Metadata } from 'next'
import Link from 'next/link'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { ContinueDrafts } from './_components/continue-drafts'
import { DeliveriesTile } from './_components/deliveries-tile'
import { Escalations } from './_components/escalations'
import { DirectoriesTile } from './_components/directories-tile'
import { ModuleTile } from './_components/module-tile'
import { SettingsTile } from './_components/settings-tile'

export const metadata: Metadata = { title: translate('home.title') }

export default async function Page() {
  const session = await requirePage()
  const settings = can(session, 'settings.history')
  return (
    <>
      <Breadcrumbs crumbs={[{ name: translate('common.home') }]} />
      <Escalations session={session} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-3">{translate('home.title')}</h1>
        {!session.elkModule && (
          <p className="mb-4 max-w-[70ch]">{translate(settings ? 'home.noModule' : 'signIn.noModule')}</p>
        )}
        <ul className="grid max-w-[880px] gap-3 sm:grid-cols-3">
          {can(session, 'applications.read') && <ModuleTile session={session} />}
          {can(session, 'deliveries.read') && <DeliveriesTile session={session} />}
          {can(session, 'services.manage') && <DirectoriesTile session={session} />}
          {settings && <SettingsTile session={session} />}
        </ul>
        {can(session, 'imports.run') && (
          <p className="mt-4">
            <Link href="/imports" className="text-blue underline">
              {translate('imports.open')}
            </Link>
          </p>
        )}
        {can(session, 'applications.write') && <ContinueDrafts session={session} />}
      </div>
    </>
  )
}

import type { Metadata } from 'next'
import Link from 'next/link'
import { SavedNote } from '@/components/form/saved-note'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { Badge } from '@/components/ui/badge'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { makeOrganisationKey } from '@/lib/identifiers/organisation-key'
import { listOrganisations } from '@/lib/organisations/list-organisations'

export const metadata: Metadata = { title: translate('organisations.all.title') }

const columns = ['name', 'code', 'key', 'type', 'users'] as const

export default async function Page() {
  const rows = await listOrganisations(await requirePage('organisations.all'))
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('organisations.all.title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <h1 id="organisations" tabIndex={-1}>
            {translate('organisations.all.title')}
          </h1>
          <SavedNote text={translate('organisations.saved')} focus="organisations" />
        </div>
        <Link href="/settings/organisations/new" className={`${buttonClass('primary')} mb-3`}>
          {translate('organisations.all.create')}
          <Icon name="plus" />
        </Link>
        <div
          className="overflow-x-auto"
          tabIndex={0}
          role="region"
          aria-label={translate('organisations.all.caption')}
        >
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b border-line text-left">
                {columns.map((column) => (
                  <th key={column} scope="col" className="py-2 pr-4 font-semibold">
                    {translate(`organisations.all.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} className="border-b border-line align-top">
                  <th scope="row" className="py-2 pr-4 text-left font-normal">
                    <Link href={`/settings/organisations/${row.id}`} className="text-blue hover:underline">
                      {row.name}
                    </Link>{' '}
                    {row.blocked && <Badge tone="no">{translate('organisations.all.blocked')}</Badge>}
                  </th>
                  <td className="py-2 pr-4 tabular-nums">{row.code}</td>
                  <td className="py-2 pr-4 tabular-nums">{makeOrganisationKey(row)}</td>
                  <td className="py-2 pr-4">{row.orgType}</td>
                  <td className="py-2">
                    <Link
                      href={`/settings/users?of=${row.id}`}
                      aria-label={translate('organisations.all.usersOf', { name: row.name })}
                      className="text-blue hover:underline"
                    >
                      {translate('organisations.all.users')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  )
}

import type { Metadata } from 'next'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { Icon } from '@/components/ui/icon'
import { requirePage } from '@/lib/auth/current-session'
import { permissionGroups, pgsRoles } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { countByRole } from '@/lib/users/count-by-role'

export const metadata: Metadata = { title: translate('settings.rolesPage.title') }

/** What each of the nine roles may do: the table of lib/auth/permissions.ts itself, read and not kept twice. */
export default async function Page() {
  const people = await countByRole(await requirePage('settings.history'))
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: translate('common.home'), href: '/' },
          { name: translate('settings.title'), href: '/settings' },
          { name: translate('settings.rolesPage.title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-2">{translate('settings.rolesPage.title')}</h1>
        <p className="mb-3 max-w-[90ch] text-sm text-muted">{translate('settings.rolesPage.hint')}</p>
        <div
          className="relative overflow-x-auto"
          tabIndex={0}
          role="region"
          aria-label={translate('settings.rolesPage.caption')}
        >
          <table className="text-sm">
            <thead>
              <tr className="border-b border-line">
                <th scope="col" className="py-2 pr-4 text-left align-bottom font-semibold">
                  {translate('settings.rolesPage.action')}
                </th>
                {pgsRoles.map((role) => (
                  <th
                    key={role}
                    scope="col"
                    className="w-[92px] px-1 py-2 align-bottom text-[12px] leading-4 font-semibold"
                  >
                    {translate(`shell.role.${role}`)}
                  </th>
                ))}
              </tr>
            </thead>
            {Object.entries(permissionGroups).map(([group, rights]) => (
              <tbody key={group}>
                <tr className="border-b border-line bg-bg">
                  <th
                    scope="colgroup"
                    colSpan={pgsRoles.length + 1}
                    className="py-1.5 text-left font-semibold"
                  >
                    {translate(`settings.rolesPage.${group as keyof typeof permissionGroups}`)}
                  </th>
                </tr>
                {Object.entries(rights)
                  .filter(([, roles]) => pgsRoles.some((role) => (roles as readonly string[]).includes(role)))
                  .map(([right, roles]) => (
                    <tr key={right} className="border-b border-line">
                      <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                        {translate(`settings.rolesPage.permission.${right}` as never)}
                      </th>
                      {pgsRoles.map((role) => (
                        <td key={role} className="px-1 py-1.5">
                          <May may={(roles as readonly string[]).includes(role)} />
                        </td>
                      ))}
                    </tr>
                  ))}
              </tbody>
            ))}
            <tfoot>
              <tr>
                <th scope="row" className="py-2 pr-4 text-left font-semibold">
                  {translate('settings.rolesPage.people')}
                </th>
                {pgsRoles.map((role) => (
                  <td key={role} className="py-2 text-center tabular-nums">
                    {people[role] ?? 0}
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </div>
      </div>
    </>
  )
}

const May = ({ may }: { may: boolean }) => (
  <span className={`grid place-items-center ${may ? 'text-green' : 'text-muted'}`}>
    <Icon name={may ? 'ok' : 'dash'} />
    <span className="sr-only">{translate(may ? 'settings.rolesPage.may' : 'settings.rolesPage.mayNot')}</span>
  </span>
)

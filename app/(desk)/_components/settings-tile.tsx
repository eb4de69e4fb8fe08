import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { translate } from '@/lib/i18n/translate'
import { listUsers } from '@/lib/users/list-users'
import { noFilters } from '@/lib/users/schema'
import { Tile } from './tiles'

/** «Настройки системы»: who may sign in here. */
export async function SettingsTile({ session }: { session: Session }) {
  const people = can(session, 'users.manage')
    ? await listUsers(session, { ...noFilters, status: 'active' }).catch(() => null)
    : null
  return (
    <Tile href="/settings" icon="settings" name={translate('settings.title')}>
      {people && translate('home.users', { count: people.total })}
    </Tile>
  )
}

import type { Session } from '@/lib/auth/session'
import { countWithoutTku } from '@/lib/catalogue/list-catalogue'
import { translate } from '@/lib/i18n/translate'
import { Fact, Tile } from './tiles'

/** «Справочники», with how many services cannot be transferred for want of a ТКУ. */
export async function DirectoriesTile({ session }: { session: Session }) {
  const count = await countWithoutTku(session).catch(() => null)
  return (
    <Tile href="/directories" icon="book" name={translate('directories.title')}>
      {count !== null && (
        <Fact href={count > 0 ? '/directories/services?tab=none' : '/directories/services'}>
          {translate('catalogue.without', { count })}
        </Fact>
      )}
    </Tile>
  )
}

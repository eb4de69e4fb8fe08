import type { Session } from '@/lib/auth/session'
import { DeliveryFilter, listDeliveries } from '@/lib/delivery/list-deliveries'
import { translate } from '@/lib/i18n/translate'
import { Tile } from './tiles'

export async function DeliveriesTile({ session }: { session: Session }) {
  const found = await listDeliveries(session, DeliveryFilter.parse({})).catch(() => null)
  return (
    <Tile href="/deliveries" icon="send" name={translate('home.deliveries')}>
      {found && (
        <>
          {translate('home.waiting', { count: found.counts.waiting })} ·{' '}
          {translate('home.answer', { count: found.counts.answer })}
        </>
      )}
    </Tile>
  )
}

import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { listAlarms } from '@/lib/delivery/list-alarms'
import { DeliveryFilter, listDeliveries } from '@/lib/delivery/list-deliveries'
import { findSenderProblem } from '@/lib/directories/find-sender-problem'
import { translate } from '@/lib/i18n/translate'
import { Escalations } from '../_components/escalations'
import { DeliveriesScreen } from './_components/deliveries-screen'
import { DeliveryMessages } from './_components/delivery-messages'

export const metadata: Metadata = { title: translate('deliveries.title') }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const session = await requirePage('deliveries.read')
  const filter = DeliveryFilter.parse(await searchParams)
  const [page, alarms, sender] = await Promise.all([
    listDeliveries(session, filter),
    can(session, 'deliveries.alarms') ? listAlarms(session) : null,
    can(session, 'directories.manage') ? findSenderProblem(session) : null,
  ])
  return (
    <DeliveryMessages>
      <Escalations session={session} />
      <DeliveriesScreen
        filter={filter}
        page={page}
        alarms={alarms}
        sender={sender}
        canResend={can(session, 'deliveries.resend')}
        seesXml={can(session, 'deliveries.xml')}
        timeZone={session.timeZone}
      />
    </DeliveryMessages>
  )
}

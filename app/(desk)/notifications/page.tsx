import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { listNotifications } from '@/lib/notifications/list-notifications'
import { gepsIsOn } from '@/lib/notifications/send-notification'
import { NotificationMessages } from './_components/notification-messages'
import { NotificationsScreen } from './_components/notifications-screen'

export const metadata: Metadata = { title: translate('notifications.title') }

export default async function Page() {
  const session = await requirePage('notifications.read')
  if (!gepsIsOn()) notFound()
  return (
    <NotificationMessages>
      <NotificationsScreen
        rows={await listNotifications(session)}
        canSend={can(session, 'notifications.send')}
        timeZone={session.timeZone}
      />
    </NotificationMessages>
  )
}

import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { listSessions } from '@/lib/users/get-user'
import { AccountScreen } from './_components/account-screen'

export const metadata: Metadata = { title: translate('account.title') }

export default async function Page() {
  const session = await requirePage('account.own')
  return (
    <AccountScreen
      mustDo={session.mustDo}
      hasTotp={session.hasTotp}
      current={session.id}
      sessions={await listSessions(session, session.userId)}
    />
  )
}

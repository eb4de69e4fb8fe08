import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { countOpenOf } from '@/lib/applications/dismiss-user'
import { actingFor } from '@/lib/auth/acting-for'
import { requirePage } from '@/lib/auth/current-session'
import { isId } from '@/lib/core/ids'
import { orNotFound } from '@/lib/auth/or-not-found'
import { translate } from '@/lib/i18n/translate'
import { getUser, listSessions } from '@/lib/users/get-user'
import { mayWithCard } from '@/lib/users/system-card'
import { UserCardView } from '../../_components/user-card'

export const metadata: Metadata = { title: translate('users.card') }
type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ of?: string }> }

export default async function Page({ params, searchParams }: Props) {
  const signedIn = await requirePage('users.manage')
  const { id } = await params
  const { of } = await searchParams
  if (!isId(id)) notFound()
  const session = await orNotFound(async () => actingFor(signedIn, of))
  const user = await orNotFound(() => getUser(session, id))
  return (
    <UserCardView
      user={user}
      sessions={await listSessions(session, id)}
      open={await countOpenOf(session, id)}
      organisationId={of}
      own={id === signedIn.userId}
      may={mayWithCard(session, user.roles)}
      current={id === signedIn.userId ? signedIn.id : undefined}
    />
  )
}

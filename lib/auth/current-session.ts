import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import { clientAddress } from './client-address'
import { cookieToken } from './keep-cookie'
import { can, type Permission } from './permissions'
import { findSession, type Session } from './session'

/** The session of this request, or null. One look-up a request. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const token = await cookieToken()
  if (!token) return null
  const from = await headers()
  const ip = clientAddress(from.get('x-forwarded-for'))
  return findSession(token, { ip, idle: from.get('x-refresh') === '1' })
})

/** For pages: nobody goes to the sign-in page, a person without the right gets 403. */
export async function requirePage(permission?: Permission): Promise<Session> {
  const session = await currentSession()
  if (!session) {
    const wanted = (await headers()).get('x-pathname') ?? '/'
    redirect(wanted === '/' ? '/login' : `/login?next=${encodeURIComponent(wanted)}`)
  }
  if (permission && !can(session, permission)) forbidden()
  const account = permission === 'account.own' || (await headers()).get('x-pathname')?.startsWith('/account')
  if (session.mustDo && !account) redirect('/account')
  return session
}

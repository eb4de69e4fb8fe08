import { cookies, headers } from 'next/headers'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { clientAddress } from '../client-address'
import { cookieToken, keepCookie } from '../keep-cookie'
import { cookie } from '../next-auth'
import type { EsiaFailure } from './failures'
import type { From, Outcome } from './open-account'
import { endSession } from '../session'
import { esiaCookie } from './sign-in-row'

/** A path of ours: nobody is sent to another site from here but to ЕСИА. */
export const goTo = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } })

export const goToFailure = (failure: EsiaFailure, wayBack = '/'): Response =>
  goTo(`/login?${new URLSearchParams({ esia: failure, ...(wayBack !== '/' && { next: wayBack }) })}`)

export async function whoAsks(): Promise<From & { redirectUri: string }> {
  const sent = await headers()
  const origin = env().PUBLIC_URL ? new URL(env().PUBLIC_URL ?? '').origin : `http://${sent.get('host')}`
  return {
    ip: clientAddress(sent.get('x-forwarded-for')),
    userAgent: sent.get('user-agent'),
    redirectUri: `${origin}/api/esia/callback`,
  }
}

/** The outcome as an answer to the browser; everything after it is as after a password. */
export async function answer(reach: () => Promise<Outcome>): Promise<Response> {
  const outcome = await reach().catch((error: unknown): Outcome => {
    log.error('esia.failed', trace(error))
    return { kind: 'failed', failure: 'unavailable' }
  })
  if (outcome.kind === 'choose') return goTo('/login/organisation')
  const jar = await cookies()
  jar.delete({ name: esiaCookie(), ...cookie('esia').options })
  if (outcome.kind === 'failed') return goToFailure(outcome.failure, outcome.wayBack)
  // One who signs in over their own page, or proves themselves anew, leaves no session behind.
  const before = await cookieToken()
  if (before) await endSession(before)
  await keepCookie(outcome.token)
  return goTo(outcome.wayBack)
}

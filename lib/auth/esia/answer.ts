import { cookies, headers } from 'next/headers'
import { encode } from 'next-auth/jwt'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { clientAddress } from '../client-address'
import { cookie } from '../next-auth'
import type { EsiaFailure } from './failures'
import type { From, Outcome } from './open-account'
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

/**
 * The outcome as an answer to the browser. The session's cookie is the one that next-auth writes for a password: made by
 * its own `encode`, under its name and options, so that everything after it is the same.
 */
export async function answer(reach: () => Promise<Outcome>): Promise<Response> {
  const outcome = await reach().catch((error: unknown): Outcome => {
    log.error('esia.failed', trace(error))
    return { kind: 'failed', failure: 'unavailable' }
  })
  if (outcome.kind === 'choose') return goTo('/login/organisation')
  const jar = await cookies()
  jar.delete({ name: esiaCookie(), ...cookie('esia').options })
  if (outcome.kind === 'failed') return goToFailure(outcome.failure, outcome.wayBack)
  const maxAge = env().SESSION_HOURS * 3600
  const value = await encode({ token: { token: outcome.token }, secret: env().NEXTAUTH_SECRET ?? '', maxAge })
  const { name, options } = cookie('session')
  jar.set(name, value, { ...options, maxAge })
  return goTo(outcome.wayBack)
}

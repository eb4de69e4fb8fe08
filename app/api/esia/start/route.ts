import { cookies } from 'next/headers'
import { wayBack } from '@/app/(auth)/login/way-back'
import { fromOurOrigin } from '@/lib/auth/define-route'
import { goTo, goToFailure, whoAsks } from '@/lib/auth/esia/answer'
import { beginSignIn } from '@/lib/auth/esia/begin-sign-in'
import { AT_ESIA_MS, esiaCookie } from '@/lib/auth/esia/sign-in-row'
import { cookie } from '@/lib/auth/next-auth'
import { log, trace } from '@/lib/core/logger'

/** «Вход через ЕСИА»: the browser gets a cookie of its own and goes to ЕСИА. */
export async function POST(request: Request): Promise<Response> {
  if (!fromOurOrigin(request)) return new Response(null, { status: 403 })
  const next = wayBack((await request.formData()).get('next')?.toString())
  const { redirectUri } = await whoAsks()
  const begun = await beginSignIn({ redirectUri, wayBack: next }).catch((error: unknown) => {
    log.error('esia.failed', trace(error))
    return { ok: false as const, failure: 'unavailable' as const }
  })
  if (!begun.ok) return goToFailure(begun.failure, next)
  const jar = await cookies()
  jar.set(esiaCookie(), begun.token, { ...cookie('esia').options, maxAge: AT_ESIA_MS / 1000 })
  return goTo(begun.url)
}

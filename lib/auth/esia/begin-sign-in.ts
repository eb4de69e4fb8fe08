import { randomBytes } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { beforeSignIn } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { authorizeUrl } from './authorize-url'
import type { EsiaFailure } from './failures'
import { openEsia } from './settings'
import { AT_ESIA_MS, hashOf } from './sign-in-row'

type Begun = { ok: true; url: string; token: string } | { ok: false; failure: EsiaFailure }

const random = (size: number) => randomBytes(size).toString('base64url')

/** Writes down that this browser goes to ЕСИА, and where it is to go. */
export async function beginSignIn(given: { redirectUri: string; wayBack: string }): Promise<Begun> {
  const esia = openEsia()
  if (!esia) return { ok: false, failure: 'unset' }
  const at = now()
  const until = new Date(at.getTime() + AT_ESIA_MS)
  const state = crypto.randomUUID()
  const [token, verifier, nonce] = [random(32), random(48), random(16)]
  const { redirectUri } = given
  const url = await authorizeUrl(esia, { state, nonce, verifier, redirectUri }, at).catch(
    (error: unknown) => void log.error('esia.signer', trace(error)),
  )
  if (!url) return { ok: false, failure: 'unset' }
  await beforeSignIn(
    (tx) => tx.$executeRaw`SELECT begin_esia_sign_in(${hashOf(token)}, ${state}::uuid, ${nonce}, ${verifier},
      ${given.wayBack}, ${at}, ${until})`,
  )
  return { ok: true, url, token }
}

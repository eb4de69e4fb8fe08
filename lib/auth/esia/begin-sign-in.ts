import { createHash, randomBytes } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { beforeSignIn } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { clientSecret, esiaTimestamp } from './client-secret'
import type { EsiaFailure } from './failures'
import { openEsia } from './settings'
import { AT_ESIA_MS, hashOf } from './sign-in-row'

type Begun = { ok: true; url: string; token: string } | { ok: false; failure: EsiaFailure }

/** Writes down that this browser goes to ЕСИА, and where it is to go: GET /aas/oauth2/v2/ac. */
export async function beginSignIn(given: { redirectUri: string; wayBack: string }): Promise<Begun> {
  const esia = openEsia()
  if (!esia) return { ok: false, failure: 'unset' }
  const at = now()
  const [token, verifier, nonce] = [32, 48, 16].map((size) => randomBytes(size).toString('base64url')) as [
    string,
    string,
    string,
  ]
  const state = crypto.randomUUID()
  const timestamp = esiaTimestamp(at)
  const values = [esia.clientId, esia.scope, timestamp, state, given.redirectUri]
  const secret = await clientSecret(esia, values, at).catch((error: unknown) => {
    log.error('esia.signer', trace(error))
  })
  if (!secret) return { ok: false, failure: 'unset' }
  const until = new Date(at.getTime() + AT_ESIA_MS)
  await beforeSignIn(
    (tx) => tx.$executeRaw`SELECT begin_esia_sign_in(${hashOf(token)}, ${state}::uuid, ${nonce}, ${verifier},
      ${given.wayBack}, ${at}, ${until})`,
  )
  const query = new URLSearchParams({
    client_id: esia.clientId,
    client_secret: secret,
    client_certificate_hash: esia.certificateHash,
    redirect_uri: given.redirectUri,
    scope: esia.scope,
    response_type: 'code',
    state,
    access_type: 'online',
    timestamp,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  return { ok: true, url: `${esia.url}/aas/oauth2/v2/ac?${query}`, token }
}

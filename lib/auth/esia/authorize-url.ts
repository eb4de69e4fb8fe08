import { createHash } from 'node:crypto'
import { clientSecret, esiaTimestamp } from './client-secret'
import type { Esia } from './settings'

type Given = { state: string; nonce: string; verifier: string; redirectUri: string }

/**
 * Where the browser goes: GET /aas/oauth2/v2/ac.
 * @throws when the key's holder does not answer
 */
export async function authorizeUrl(esia: Esia, given: Given, at: Date): Promise<string> {
  const { state, nonce, verifier, redirectUri } = given
  const timestamp = esiaTimestamp(at)
  const query = new URLSearchParams({
    client_id: esia.clientId,
    client_secret: await clientSecret(esia, [esia.clientId, esia.scope, timestamp, state, redirectUri], at),
    client_certificate_hash: esia.certificateHash,
    redirect_uri: redirectUri,
    scope: esia.scope,
    response_type: 'code',
    state,
    access_type: 'online',
    timestamp,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  return `${esia.url}/aas/oauth2/v2/ac?${query}`
}

import { z } from 'zod'
import { now } from '@/lib/core/clock'
import { log, trace } from '@/lib/core/logger'
import { askEsia } from './ask-esia'
import { clientSecret, esiaTimestamp } from './client-secret'
import type { EsiaFailure } from './failures'
import type { Esia } from './settings'
import { verifyIdToken } from './verify-id-token'

const Tokens = z.object({ id_token: z.string(), access_token: z.string().max(16_384), state: z.string() })
type Given = { code: string; redirectUri: string; verifier: string; nonce: string }
export type Exchanged = { ok: true; oid: string; access: string } | { ok: false; failure: EsiaFailure }

/** The code for tokens, server to server: POST /aas/oauth2/v3/te. The id_token is believed only when it verifies. */
export async function exchangeCode(esia: Esia, given: Given): Promise<Exchanged> {
  const at = now()
  const state = crypto.randomUUID()
  const timestamp = esiaTimestamp(at)
  const values = [esia.clientId, esia.scope, timestamp, state, given.redirectUri, given.code]
  const secret = await clientSecret(esia, values, at).catch((error: unknown) => {
    log.error('esia.signer', trace(error))
  })
  if (!secret) return { ok: false, failure: 'unset' }
  const form = new URLSearchParams({
    client_id: esia.clientId,
    code: given.code,
    grant_type: 'authorization_code',
    client_secret: secret,
    client_certificate_hash: esia.certificateHash,
    state,
    redirect_uri: given.redirectUri,
    scope: esia.scope,
    timestamp,
    token_type: 'Bearer',
    code_verifier: given.verifier,
  })
  const asked = await askEsia(esia, '/aas/oauth2/v3/te', { method: 'POST', body: form })
  if (!asked.ok) return asked
  const tokens = Tokens.safeParse(asked.body)
  const problem = !tokens.success ? 'shape' : tokens.data.state !== state ? 'state' : undefined
  if (!tokens.success || problem) {
    log.warn('esia.token', { problem })
    return { ok: false, failure: 'rejected' }
  }
  const verified = verifyIdToken(tokens.data.id_token, { ...esia, nonce: given.nonce, at: now() })
  if (verified.ok) return { ok: true, oid: verified.oid, access: tokens.data.access_token }
  log.warn('esia.token', { problem: verified.problem })
  const clock = verified.problem === 'expired' || verified.problem === 'early'
  return { ok: false, failure: clock ? 'clock' : 'rejected' }
}

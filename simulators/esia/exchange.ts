import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendJson } from '../smev/http'
import { judgeClient, refusal } from './authorize'
import { keep, type Simulator } from './simulator'
import { accessToken, idToken } from './tokens'

const BAD_CODE = refusal('invalid_grant', 'ESIA-007011', 'The authorization code is invalid or expired')
const LIVES_S = 3600

/** POST /aas/oauth2/v3/te: a code, once, for the client that asked for it and for nobody else. */
export async function exchange(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  issuer: string,
): Promise<void> {
  const asked = new URLSearchParams(String(await readBody(request, 64_000)))
  const get = (name: string) => asked.get(name) ?? ''
  const refuse = (value: typeof BAD_CODE) => sendJson(response, { ...value, state: get('state') }, 400)
  if (get('client_id') !== simulator.client.id)
    return refuse(refusal('invalid_client', 'ESIA-007002', 'The client is not registered'))
  if (get('grant_type') !== 'authorization_code' || get('token_type') !== 'Bearer' || !get('code'))
    return refuse(refusal('invalid_request', 'ESIA-007014', 'A mandatory parameter is missing'))
  const refused = await judgeClient(simulator, asked, get('code'))
  if (refused) return refuse(refused)
  const code = simulator.codes.get(get('code'))
  simulator.codes.delete(get('code'))
  if (!code || code.until < Date.now() || code.redirect !== get('redirect_uri')) return refuse(BAD_CODE)
  if (code.challenge) {
    const proof = createHash('sha256').update(get('code_verifier')).digest('base64url')
    if (proof !== code.challenge)
      return refuse(refusal('invalid_grant', 'ESIA-007040', 'The code verifier does not fit'))
  }
  const { person, fault, scope, nonce } = code
  if (fault === 'silence') return
  if (fault === 'failure') return void response.writeHead(500).end('Internal Server Error')
  if (fault === 'clock')
    return refuse(refusal('invalid_request', 'ESIA-007015', 'The time of the request is wrong'))
  const wanted = { issuer, client: simulator.client.id, person, scope, nonce, fault }
  const access = await accessToken(simulator.keys, wanted)
  keep(simulator.access, access, { person, fault, scope, until: Date.now() + LIVES_S * 1000 })
  sendJson(response, {
    id_token: await idToken(simulator.keys, wanted),
    access_token: access,
    expires_in: LIVES_S,
    state: get('state'),
    token_type: 'Bearer',
  })
}

import type { ServerResponse } from 'node:http'
import { redirect } from '../smev/http'
import { refusalPage, sendEsiaPage } from './page'
import { personsPage } from './persons-page'
import { certificateHash, isFresh, isSignedByClient } from './secret'
import { keep, type Simulator } from './simulator'

/** ЕСИА's own words for a refusal: its code first. */
export type Refusal = { error: string; error_description: string }
export const refusal = (error: string, code: string, words: string): Refusal => ({
  error,
  error_description: `${code}: ${words}`,
})

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const MANDATORY = ['client_secret', 'scope', 'timestamp', 'state', 'response_type', 'access_type']

/** What both endpoints check: the text that is signed is put together from the parameters in their order. */
export async function judgeClient(
  simulator: Simulator,
  asked: URLSearchParams,
  code = '',
): Promise<Refusal | undefined> {
  const get = (name: string) => asked.get(name) ?? ''
  const certificate = simulator.client.certificate()
  if (!isFresh(get('timestamp')))
    return refusal('invalid_request', 'ESIA-007015', 'The time of the request is wrong')
  const secret = get('client_secret')
  const bare = Buffer.from(secret, 'base64url').length === 2 * certificate.curve.size
  const hash = get('client_certificate_hash')
  if ((bare || hash) && hash !== certificateHash(certificate))
    return refusal('unauthorized_client', 'ESIA-007053', 'client_secret is wrong')
  const text =
    ['client_id', 'scope', 'scope_org', 'timestamp', 'state', 'redirect_uri'].map(get).join('') + code
  if (!(await isSignedByClient(secret, text, certificate)))
    return refusal('unauthorized_client', 'ESIA-007053', 'client_secret is wrong')
  return undefined
}

/** GET /aas/oauth2/v2/ac, v3/ac. Without a known client and a registered way back nobody is sent anywhere. */
export async function authorize(simulator: Simulator, response: ServerResponse, url: URL): Promise<void> {
  const asked = url.searchParams
  const back = asked.get('redirect_uri') ?? ''
  const state = asked.get('state') ?? ''
  if (asked.get('client_id') !== simulator.client.id)
    return sendEsiaPage(response, refusalPage('ESIA-007002: Система-клиент не зарегистрирована'), 400)
  if (!simulator.client.redirects.includes(back))
    return sendEsiaPage(response, refusalPage('ESIA-007023: Адрес возврата не зарегистрирован'), 400)
  const refused = await judge(simulator, asked)
  if (refused) return redirect(response, `${back}?${new URLSearchParams({ ...refused, state })}`)
  const id = crypto.randomUUID()
  keep(simulator.asked, id, {
    redirect: back,
    state,
    scope: asked.get('scope') ?? '',
    nonce: asked.get('nonce') ?? undefined,
    challenge: asked.get('code_challenge') ?? undefined,
  })
  sendEsiaPage(response, personsPage(id), 200, new URL(back).origin)
}

async function judge(simulator: Simulator, asked: URLSearchParams): Promise<Refusal | undefined> {
  const repeated = [...asked.keys()].some((name) => asked.getAll(name).length > 1)
  const missing = MANDATORY.some((name) => !asked.get(name))
  if (repeated || missing)
    return refusal('invalid_request', 'ESIA-007014', 'The request does not contain the mandatory parameter')
  if (!UUID.test(asked.get('state') ?? '') || asked.get('response_type') !== 'code')
    return refusal('invalid_request', 'ESIA-007003', 'A parameter is wrong')
  if (asked.has('code_challenge') && asked.get('code_challenge_method') !== 'S256')
    return refusal('invalid_request', 'ESIA-007003', 'A parameter is wrong')
  if (!asked.get('scope')?.split(' ').includes('openid'))
    return refusal('invalid_scope', 'ESIA-007006', 'The scope is wrong')
  return judgeClient(simulator, asked)
}

import { now } from '@/lib/core/clock'
import { beforeSignIn } from '@/lib/core/db'
import { snilsForms } from '@/lib/core/seal-value'
import { failureOf } from './ask-esia'
import { exchangeCode } from './exchange-code'
import { auditFailure, openAccount, type Account, type From, type Outcome } from './open-account'
import { readPerson } from './read-person'
import { openEsia } from './settings'
import { CHOOSING_MS, hashOf } from './sign-in-row'

/** What ЕСИА sent a browser back with, and the cookie of that browser. */
export type Returned = {
  token?: string
  redirectUri: string
  code?: string | null
  state?: string | null
  error?: string | null
  description?: string | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Ends a sign-in through ЕСИА: who it is by the СНИЛС of a confirmed account, then which of our users that is. What was
 * begun in another browser, or has come back once already, opens nothing.
 */
export async function finishSignIn(returned: Returned, from: From): Promise<Outcome> {
  const outcome = await finish(returned, from)
  // What no browser of ours began is nobody's act: anybody's page could fill the journal with it.
  const nobodys = outcome.kind === 'failed' && outcome.failure === 'stale' && !returned.token
  return nobodys ? outcome : auditFailure(outcome, from)
}

async function finish(returned: Returned, from: From): Promise<Outcome> {
  const { token, state, code } = returned
  if (!token || !state || !UUID.test(state)) return { kind: 'failed', failure: 'stale' }
  const hash = hashOf(token)
  type Row = { nonce: string; verifier: string; way_back: string }
  const [row] = await beforeSignIn(
    (tx) => tx.$queryRaw<Row[]>`SELECT * FROM take_esia_sign_in(${hash}, ${state}::uuid, ${now()})`,
  )
  if (!row) return { kind: 'failed', failure: 'stale' }
  const { nonce, verifier, way_back: wayBack } = row
  if (returned.error || !code || code.length > 10_000)
    return { kind: 'failed', failure: failureOf(returned.error, returned.description), wayBack }
  const esia = openEsia()
  if (!esia) return { kind: 'failed', failure: 'unset', wayBack }
  const exchanged = await exchangeCode(esia, { code, verifier, nonce, redirectUri: returned.redirectUri })
  if (!exchanged.ok) return { kind: 'failed', failure: exchanged.failure, wayBack }
  const person = await readPerson(esia, exchanged.oid, exchanged.access)
  if (!person.ok) return { kind: 'failed', failure: person.failure, wayBack }
  return beforeSignIn(async (tx): Promise<Outcome> => {
    const known = await tx.$queryRaw<Account[]>`
      SELECT found.* FROM unnest(${snilsForms(person.snils)}::text[]) form, users_by_snils(form) found`
    const open = known.filter((account) => !account.disabled_at)
    const [one = known[0]] = open
    if (!one) return { kind: 'failed', failure: 'unknown', wayBack }
    if (open.length < 2) return openAccount(tx, one, from, wayBack)
    const until = new Date(now().getTime() + CHOOSING_MS)
    const ids = open.map(({ id }) => id)
    await tx.$executeRaw`SELECT offer_esia_accounts(${hash}, ${ids}::uuid[], ${until})`
    return { kind: 'choose' }
  })
}

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizeUrl } from '@/lib/auth/esia/authorize-url'
import { clientSecret, esiaTimestamp } from '@/lib/auth/esia/client-secret'
import { exchangeCode } from '@/lib/auth/esia/exchange-code'
import { readPerson } from '@/lib/auth/esia/read-person'
import { openEsia, type Esia } from '@/lib/auth/esia/settings'
import { signOutUrl } from '@/lib/auth/esia/sign-out-url'
import { readEnv } from '@/lib/core/env'
import { findEngine } from '@/lib/gost/engine-signer'
import { demoOrganisations } from '@/prisma/seed/organisations'
import type { Fault } from './faults'
import { fullName, persons } from './persons'
import { isSignedByClient } from './secret'
import { REDIRECT, startEsia, walkThrough } from './walk.kit'

let running: Awaited<ReturnType<typeof startEsia>>
beforeAll(async () => void (running = await startEsia()))
afterAll(() => running.close())

function client(more: Record<string, string> = {}, of = running): Esia {
  const settings = readEnv({
    ESIA_URL: of.url,
    ESIA_CLIENT_ID: 'ARM_ELK',
    ESIA_KEY: of.key,
    ESIA_CERTIFICATE: of.certificate,
    ESIA_TRUST: of.trust,
    ...more,
  })
  const esia = openEsia(settings)
  if (!esia) throw new Error('the settings cannot be read')
  return esia
}

const OBRAZCOVA = 1000007701
const given = { state: crypto.randomUUID(), nonce: 'nonce', verifier: 'v'.repeat(64), redirectUri: REDIRECT }
const go = async (esia: Esia, fault: Fault = 'none', oid = OBRAZCOVA, more: Partial<typeof given> = {}) =>
  walkThrough(await authorizeUrl(esia, { ...given, ...more }, new Date()), oid, fault)

describe.each(['raw', 'cms'] as const)('a sign-in with client_secret as %s', (form) => {
  it('ends with the person’s СНИЛС', async () => {
    const esia = client({ ESIA_SECRET_FORM: form })
    const back = await go(esia)
    expect(back.get('state')).toBe(given.state)
    const exchanged = await exchangeCode(esia, { ...given, code: back.get('code') ?? '' })
    expect(exchanged).toMatchObject({ ok: true, oid: String(OBRAZCOVA) })
    if (!exchanged.ok) return
    expect(await readPerson(esia, exchanged.oid, exchanged.access)).toEqual({
      ok: true,
      snils: '900-007-701 30',
    })
  })

  it('is refused by ЕСИА when the key is another’s', async () => {
    const foreign = await startEsia()
    const esia = client({
      ESIA_SECRET_FORM: form,
      ESIA_KEY: foreign.key,
      ESIA_CERTIFICATE: foreign.certificate,
    })
    expect((await go(esia)).get('error_description')).toContain('ESIA-007053')
    await foreign.close()
  })

  it('signs the values one after another, in their order', async () => {
    const { signer, ...rest } = client({ ESIA_SECRET_FORM: form })
    const secret = await clientSecret({ signer, form: rest.form }, ['ARM_ELK', 'openid', 'x'], new Date())
    expect(secret).toMatch(/^[\w-]+$/)
    expect(await isSignedByClient(secret, 'ARM_ELKopenidx', signer.certificate)).toBe(true)
    expect(await isSignedByClient(secret, 'openidARM_ELKx', signer.certificate)).toBe(false)
  })
})

describe('a sign-in by a key of 512 bits', () => {
  it('is taken too', async () => {
    const strong = await startEsia('tc26-512-A')
    expect((await go(client({}, strong))).get('code')).toBeTruthy()
    await strong.close()
  })
})

const engine = findEngine()
if (!engine) console.log('not run: OpenSSL has no ГОСТ engine here')
it.runIf(engine)('OpenSSL’s ГОСТ engine verifies the CMS of client_secret', async () => {
  const at = (name: string) => path.join(running.folder, name)
  const esia = client({ ESIA_SECRET_FORM: 'cms' })
  const text = ['ARM_ELK', 'openid fullname snils', esiaTimestamp(new Date()), given.state, REDIRECT]
  writeFileSync(at('s.der'), Buffer.from(await clientSecret(esia, text, new Date()), 'base64url'))
  writeFileSync(at('m'), text.join(''))
  writeFileSync(at('cnf'), 'openssl_conf=a\n[a]\nengines=b\n[b]\ngost=c\n[c]\nengine_id=gost\ndefault_algorithms=ALL\n') // prettier-ignore
  const verify = () => {
    // At our time: OpenSSL asks the system's clock, which need not be the one the certificate was made by.
    const moment = Math.ceil(Date.now() / 1000)
    const args = `cms -verify -binary -inform DER -in s.der -content m -CAfile certificate.pem -purpose any -attime ${moment} -out o`
    const env = { ...process.env, OPENSSL_CONF: at('cnf') }
    return spawnSync('openssl', args.split(' '), { cwd: running.folder, env, encoding: 'utf8' })
  }
  expect(verify().stderr).toMatch(/verification successful/i)
  writeFileSync(at('m'), `${text.join('')}.`)
  expect(verify().status).not.toBe(0)
})

describe('what ЕСИА does wrong is a value', () => {
  it.each([
    ['audience', 'rejected'],
    ['issuer', 'rejected'],
    ['nonce', 'rejected'],
    ['signature', 'rejected'],
    ['stale', 'clock'],
    ['clock', 'clock'],
    ['expired', 'stale'],
    ['failure', 'unreachable'],
    ['silence', 'unreachable'],
  ] as const)('%s at the exchange of the code: %s', async (fault, failure) => {
    const esia = client({ ESIA_TIMEOUT_SECONDS: fault === 'silence' ? '0.3' : '10' })
    const code = (await go(esia, fault)).get('code') ?? ''
    expect(await exchangeCode(esia, { ...given, code })).toEqual({ ok: false, failure })
  })

  it('a token signed by RSA is believed as one by ГОСТ', async () => {
    const code = (await go(client(), 'rs256')).get('code') ?? ''
    expect(await exchangeCode(client(), { ...given, code })).toMatchObject({ ok: true })
  })

  it('a failure over the person, an account that is not confirmed, nobody there', async () => {
    const read = async (oid: number, fault: Fault = 'none') => {
      const code = (await go(client(), fault, oid)).get('code') ?? ''
      const exchanged = await exchangeCode(client(), { ...given, code })
      return exchanged.ok ? readPerson(client(), exchanged.oid, exchanged.access) : exchanged
    }
    expect(await read(OBRAZCOVA, 'person')).toEqual({ ok: false, failure: 'unreachable' })
    expect(await read(1000007711)).toEqual({ ok: false, failure: 'untrusted' })
    const nowhere = client({ ESIA_URL: 'http://127.0.0.1:1' })
    expect(await exchangeCode(nowhere, { ...given, code: 'x' })).toEqual({
      ok: false,
      failure: 'unreachable',
    })
  })
})

describe('what ЕСИА refuses of ours', () => {
  it('a code that comes twice, from another address or without its verifier', async () => {
    const esia = client()
    const take = async () => (await go(esia)).get('code') ?? ''
    const code = await take()
    expect(await exchangeCode(esia, { ...given, code })).toMatchObject({ ok: true })
    const stale = { ok: false, failure: 'stale' }
    expect(await exchangeCode(esia, { ...given, code })).toEqual(stale)
    const redirectUri = 'http://127.0.0.1:3001/api/esia/callback'
    expect(await exchangeCode(esia, { ...given, redirectUri, code: await take() })).toEqual(stale)
    const rejected = { ok: false, failure: 'rejected' }
    expect(await exchangeCode(esia, { ...given, verifier: 'w'.repeat(64), code: await take() })).toEqual(
      rejected,
    )
  })

  it('an address that is not registered is never sent to', async () => {
    const url = await authorizeUrl(client(), { ...given, redirectUri: 'http://example.org/' }, new Date())
    const answer = await fetch(url, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
  })

  it.each([
    ['timestamp', '2020.01.01 00:00:00 +0000', 'ESIA-007015'],
    ['scope', 'openid', 'ESIA-007053'],
    ['client_certificate_hash', 'A'.repeat(64), 'ESIA-007053'],
    ['state', 'not-a-uuid', 'ESIA-007003'],
    ['access_type', '', 'ESIA-007014'],
  ])('%s as %s: %s', async (name, value, code) => {
    const url = new URL(await authorizeUrl(client(), given, new Date()))
    url.searchParams.set(name, value)
    expect((await walkThrough(url.href, OBRAZCOVA)).get('error_description')).toContain(code)
  })

  it('a person’s data without their token, or by another’s', async () => {
    const exchanged = await exchangeCode(client(), { ...given, code: (await go(client())).get('code') ?? '' })
    const access = exchanged.ok ? exchanged.access : ''
    const ask = (oid: number, bearer: string, part = '') =>
      fetch(`${running.url}/rs/prns/${oid}${part}`, { headers: { Authorization: `Bearer ${bearer}` } })
    expect((await ask(OBRAZCOVA, 'x')).status).toBe(401)
    expect((await ask(1000007702, access)).status).toBe(403)
    expect(await (await ask(OBRAZCOVA, access, '/roles')).json()).toMatchObject({
      elements: [{ ogrn: '1259900000018', shortName: 'Администрация ОГО' }],
    })
  })
})

describe('signing out', () => {
  const set = (more: Record<string, string>) =>
    readEnv({ ESIA_URL: running.url, ESIA_CLIENT_ID: 'ARM_ELK', ...more })
  it('stays with us until the settings say otherwise; then it leads through ЕСИА and back', async () => {
    const login = `${new URL(REDIRECT).origin}/login`
    expect(signOutUrl(login, set({}))).toBe(login)
    expect(signOutUrl(login, readEnv({ ESIA_SIGN_OUT: '1' }))).toBe(login)
    const answer = await fetch(signOutUrl(login, set({ ESIA_SIGN_OUT: '1' })), { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(login)
    const elsewhere = signOutUrl('http://example.org', set({ ESIA_SIGN_OUT: '1' }))
    expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(200)
  })
})

it.each([
  { ESIA_TRUST: '' },
  { ESIA_TRUST: '/nowhere' },
  { ESIA_CLIENT_ID: '' },
  { ESIA_KEY: '' },
  { ESIA_URL: 'http://esia.example.org' },
])('settings that cannot work are no ЕСИА, and nothing is thrown: %o', (wrong) => {
  const right = { ESIA_KEY: running.key, ESIA_CERTIFICATE: running.certificate, ESIA_TRUST: running.trust }
  const all = { ESIA_URL: running.url, ESIA_CLIENT_ID: 'ARM_ELK', ...right, ...wrong }
  expect(openEsia(readEnv(all))).toBeUndefined()
})

it('the people of the simulator are those of the demonstration', () => {
  const users = demoOrganisations.flatMap((one) => one.users.map((user) => ({ ...user, ogrn: one.ogrn })))
  for (const user of users) {
    const person = persons.find(({ snils }) => snils === user.snils)
    expect(person && fullName(person), user.login).toBe(
      `${user.lastName} ${user.firstName} ${user.middleName}`,
    )
    expect(
      person?.organisations.map(({ ogrn }) => ogrn),
      user.login,
    ).toContain(user.ogrn)
  }
})

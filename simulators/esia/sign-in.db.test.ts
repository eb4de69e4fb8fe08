import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { beginSignIn } from '@/lib/auth/esia/begin-sign-in'
import { chooseAccount } from '@/lib/auth/esia/choose-account'
import { finishSignIn } from '@/lib/auth/esia/finish-sign-in'
import { listOffered } from '@/lib/auth/esia/list-offered'
import { findSession } from '@/lib/auth/session'
import { signIn } from '@/lib/auth/sign-in'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { freezeClock } from '@/lib/core/clock'
import { beforeSignIn, disconnect, inOrganisation } from '@/lib/core/db'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import type { Fault } from './faults'
import { REDIRECT, startEsia, walkThrough } from './walk.kit'

let esia: Awaited<ReturnType<typeof startEsia>>
let first: Planted, second: Planted
const client = owner()
const PETROV = { oid: 1000007702, snils: '900-007-702 31' }
const KEDROV = { oid: 1000007705, snils: '900-007-705 34' }

beforeAll(async () => {
  esia = await startEsia()
  Object.assign(process.env, {
    ESIA_URL: esia.url,
    ESIA_CLIENT_ID: 'ARM_ELK',
    ESIA_KEY: esia.key,
    ESIA_CERTIFICATE: esia.certificate,
    ESIA_TRUST: esia.trust,
  })
  first = await plantTestOrganisation()
  second = await plantTestOrganisation()
  const give = (id: string, snils: string) => client.user.update({ where: { id }, data: { snils } })
  await give(first.clerk.userId, PETROV.snils)
  await give(second.secondClerk.userId, PETROV.snils)
  await give(first.supervisor.userId, KEDROV.snils)
})
afterEach(async () => {
  freezeClock(null)
  await client.user.updateMany({ where: { snils: { not: null } }, data: { disabledAt: null } })
})
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
  await esia.close()
})

const from = { ip: '127.0.0.1', userAgent: 'test' }
const begin = async () => {
  const begun = await beginSignIn({ redirectUri: REDIRECT, wayBack: '/deliveries' })
  if (!begun.ok) throw new Error(begun.failure)
  return begun
}
const back = (token: string | undefined, sent: URLSearchParams) =>
  finishSignIn(
    {
      token,
      redirectUri: REDIRECT,
      code: sent.get('code'),
      state: sent.get('state'),
      error: sent.get('error'),
      description: sent.get('error_description'),
    },
    from,
  )
async function enter(oid: number, fault?: Fault) {
  const { url, token } = await begin()
  return { token, outcome: await back(token, await walkThrough(url, oid, fault)) }
}
const disable = (id: string) => client.user.update({ where: { id }, data: { disabledAt: new Date() } })
const lastAudit = () =>
  client.auditEvent.findFirstOrThrow({ where: { action: 'session.open' }, orderBy: { id: 'desc' } })

describe('a person with one account', () => {
  it('is signed in by СНИЛС, with the way back, and the audit says by what', async () => {
    const { outcome } = await enter(KEDROV.oid)
    expect(outcome).toMatchObject({ kind: 'opened', wayBack: '/deliveries' })
    if (outcome.kind !== 'opened') return
    expect(await findSession(outcome.token)).toMatchObject({ userId: first.supervisor.userId })
    expect(await lastAudit()).toMatchObject({
      result: 'ok',
      userId: first.supervisor.userId,
      organisationId: first.organisationId,
      details: { by: 'esia' },
    })
  })

  it('who is disabled stays out', async () => {
    await disable(first.supervisor.userId)
    expect((await enter(KEDROV.oid)).outcome).toMatchObject({ kind: 'failed', failure: 'disabled' })
    expect(await lastAudit()).toMatchObject({ result: 'disabled', userId: null, details: { by: 'esia' } })
  })

  it('for whom wrong passwords have closed that way comes in by this one; switched off, by neither', async () => {
    const { login, userId } = first.supervisor
    for (let i = 0; i < 5; i++) await signIn({ login, password: 'wrong' }).catch(() => undefined)
    await expect(signIn({ login, password: DEMO_PASSWORD })).rejects.toMatchObject({ code: 'LIMIT' })
    expect((await enter(KEDROV.oid)).outcome).toMatchObject({ kind: 'opened' })
    await expect(signIn({ login, password: DEMO_PASSWORD }), 'and stays closed').rejects.toThrow('locked')
    await disable(userId)
    expect((await enter(KEDROV.oid)).outcome).toMatchObject({ kind: 'failed', failure: 'disabled' })
  })
})

describe('a person nobody knows', () => {
  it.each([
    [1000007710, 'none', 'unknown'],
    [1000007711, 'none', 'untrusted'],
    [PETROV.oid, 'denied', 'denied'],
    [PETROV.oid, 'state', 'stale'],
    [PETROV.oid, 'signature', 'rejected'],
  ] as const)('%s, %s: %s, and no trace of them is kept', async (oid, fault, failure) => {
    expect((await enter(oid, fault)).outcome).toMatchObject({ kind: 'failed', failure })
    expect(await lastAudit()).toMatchObject({ result: failure, userId: null, details: { by: 'esia' } })
  })
})

describe('a sign-in belongs to one browser, once', () => {
  it('a callback that comes again is refused, and so is one after a refusal', async () => {
    const { url, token } = await begin()
    const sent = await walkThrough(url, KEDROV.oid)
    expect(await back(token, sent)).toMatchObject({ kind: 'opened' })
    expect(await back(token, sent)).toEqual({ kind: 'failed', failure: 'stale' })
  })

  it('two at once open one session', async () => {
    const { url, token } = await begin()
    const sent = await walkThrough(url, KEDROV.oid)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => back(token, sent)))
    expect(outcomes.filter(({ kind }) => kind === 'opened')).toHaveLength(1)
  })

  it('another browser’s cookie, none, or another state opens nothing, and spends nothing', async () => {
    const mine = await begin()
    const theirs = await begin()
    const sent = await walkThrough(mine.url, KEDROV.oid)
    const stale = { kind: 'failed', failure: 'stale' }
    expect(await back(theirs.token, sent)).toEqual(stale)
    expect(await back(undefined, sent)).toEqual(stale)
    const other = new URLSearchParams({ code: sent.get('code') ?? '', state: crypto.randomUUID() })
    expect(await back(mine.token, other)).toEqual(stale)
    other.set('state', "' OR true --")
    expect(await back(mine.token, other)).toEqual(stale)
    expect(await back(mine.token, sent)).toMatchObject({ kind: 'opened' })
  })

  it('ten minutes are enough', async () => {
    const { url, token } = await begin()
    const sent = await walkThrough(url, KEDROV.oid)
    freezeClock(new Date(Date.now() + 10 * 60_000 + 1000))
    expect(await back(token, sent)).toEqual({ kind: 'failed', failure: 'stale' })
  })
})

describe('a person who works in two organisations', () => {
  const offered = async (token: string) => (await listOffered(token)).map(({ id }) => id)

  it('chooses, is that organisation’s, and next time finds the last one chosen', async () => {
    const { token, outcome } = await enter(PETROV.oid)
    expect(outcome).toEqual({ kind: 'choose' })
    expect((await offered(token)).sort()).toEqual([first.clerk.userId, second.secondClerk.userId].sort())
    const chosen = await chooseAccount(token, second.secondClerk.userId, from)
    expect(chosen).toMatchObject({ kind: 'opened', wayBack: '/deliveries' })
    if (chosen.kind !== 'opened') return
    expect(await findSession(chosen.token)).toMatchObject({ organisationId: second.organisationId })
    const again = await enter(PETROV.oid)
    const latest = (await listOffered(again.token)).filter(({ last_sign_in_at }) => last_sign_in_at)
    expect(latest.map(({ id }) => id)).toEqual([second.secondClerk.userId])
  })

  it('cannot choose what was not offered, in another browser, twice or too late', async () => {
    const stale = { kind: 'failed', failure: 'stale' }
    const { token } = await enter(PETROV.oid)
    const waiting = await begin()
    for (const id of [first.administrator.userId, first.supervisor.userId, crypto.randomUUID(), 'x'])
      expect(await chooseAccount(token, id, from), id).toEqual(stale)
    expect(await chooseAccount(waiting.token, first.clerk.userId, from)).toEqual(stale)
    expect(await chooseAccount(undefined, first.clerk.userId, from)).toEqual(stale)
    freezeClock(new Date(Date.now() + 5 * 60_000 + 1000))
    expect(await chooseAccount(token, first.clerk.userId, from)).toEqual(stale)
    expect(await offered(token)).toEqual([])
    freezeClock(null)
    expect(await chooseAccount(token, first.clerk.userId, from)).toMatchObject({ kind: 'opened' })
    expect(await chooseAccount(token, first.clerk.userId, from)).toEqual(stale)
  })

  it('goes straight in where the other account is disabled; one disabled meanwhile is not opened', async () => {
    const { token } = await enter(PETROV.oid)
    await disable(second.secondClerk.userId)
    expect(await offered(token)).toEqual([first.clerk.userId])
    expect(await chooseAccount(token, second.secondClerk.userId, from)).toMatchObject({ failure: 'disabled' })
    const { outcome } = await enter(PETROV.oid)
    expect(outcome).toMatchObject({ kind: 'opened' })
    await disable(first.clerk.userId)
    expect((await enter(PETROV.oid)).outcome).toMatchObject({ failure: 'disabled' })
  })

  it('has one account in each: a second with the same СНИЛС in one organisation is refused', async () => {
    const twice = client.user.update({
      where: { id: first.secondClerk.userId },
      data: { snils: PETROV.snils },
    })
    await expect(twice).rejects.toThrow(/[Uu]nique/)
  })
})

describe('the roles of the database', () => {
  it('web sees no sign-in under way, and nobody’s СНИЛС but by asking for it', async () => {
    for (const query of ['SELECT * FROM esia_sign_ins', 'DELETE FROM esia_sign_ins'])
      await expect(
        inOrganisation(first.clerk, (tx) => tx.$executeRawUnsafe(query)),
        query,
      ).rejects.toThrow(/permission denied/)
    const none = await beforeSignIn((tx) => tx.$queryRaw<unknown[]>`SELECT * FROM users_by_snils('%')`)
    expect(none).toEqual([])
  })

  it('the worker may call none of it', async () => {
    const rows = await client.$queryRaw<{ name: string }[]>`
      SELECT proname AS name FROM pg_proc WHERE proname ~ 'esia|users_by_snils' AND has_function_privilege('elk_worker', oid, 'EXECUTE')`
    expect(rows).toEqual([])
    const web = await client.$queryRaw<{ name: string }[]>`
      SELECT proname AS name FROM pg_proc WHERE proname ~ 'esia|users_by_snils' AND has_function_privilege('elk_web', oid, 'EXECUTE')`
    expect(web).toHaveLength(6)
  })
})

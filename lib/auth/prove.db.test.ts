import { TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { filledUser, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { freezeClock, now } from '@/lib/core/clock'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { endSessions } from '@/lib/users/end-sessions'
import { resetPassword } from '@/lib/users/reset-password'
import { saveUser } from '@/lib/users/save-user'
import type { UserForm } from '@/lib/users/schema'
import { NO_PASSWORD } from './check-password'
import { beginTotp, confirmTotp, dropTotp } from './own-totp'
import { prove } from './prove'
import { findSession, hashed, type Session } from './session'
import { signIn } from './sign-in'

let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterEach(() => freezeClock(null))
afterAll(disconnect)

const minutes = (count: number) => freezeClock(new Date(Date.now() + count * 60_000))
const found = async (token: string) => {
  const session = await findSession(token)
  if (!session) throw new Error('no session')
  return session
}
const enter = async (login: string, code?: string) => {
  const { token } = await signIn({ login, password: DEMO_PASSWORD, code })
  return { token, session: await found(token) }
}
const card = (change: Partial<UserForm> = {}) =>
  filledUser(planted, {
    id: planted.secondClerk.userId,
    version: 1,
    login: planted.secondClerk.login,
    lastName: 'Петров',
    firstName: 'Пример',
    middleName: 'Сергеевич',
    position: 'Инспектор',
    ...change,
  })
const unproven = { code: 'UNPROVEN', message: 'refusal.unproven' }

describe('who holds a session eleven minutes after its person showed who they are', () => {
  it('opens nobody a way in, and may do all else', async () => {
    const { session } = await enter(planted.administrator.login)
    minutes(11)
    const id = planted.clerk.userId
    const refused: [string, () => Promise<unknown>][] = [
      ['a new password', () => resetPassword(session, { id })],
      ['a login', () => saveUser(session, card({ login: `petrov2${planted.mark}` }))],
      ['a СНИЛС', () => saveUser(session, card({ snils: '900-000-123 91' }))],
      ['the role that gives all others', () => saveUser(session, card({ roles: ['ADMINISTRATOR'] }))],
      [
        'a new administrator',
        () =>
          saveUser(
            session,
            card({
              id: crypto.randomUUID(),
              version: undefined,
              login: `nov${planted.mark}`,
              roles: ['ADMINISTRATOR'],
            }),
          ),
      ],
      [
        'a new colleague, whose first password the answer tells',
        () =>
          saveUser(
            session,
            card({ id: crypto.randomUUID(), version: undefined, login: `nov2${planted.mark}` }),
          ),
      ],
      ['a colleague’s codes off', () => dropTotp(session, { id })],
      ['own codes on', () => beginTotp(session)],
      ['own codes off', () => dropTotp(session, { id: session.userId })],
      ['own other sessions', () => endSessions(session, { id: session.userId })],
    ]
    for (const [what, act] of refused) await expect(act(), what).rejects.toMatchObject(unproven)
    await expect(saveUser(session, card({ position: 'Старший инспектор' }))).resolves.toBeTruthy()
    const client = owner()
    const left = await client.user.findUniqueOrThrow({ where: { id: planted.secondClerk.userId } })
    await client.$disconnect()
    expect(left).toMatchObject({ login: planted.secondClerk.login, snils: null, roles: ['INSPECTOR'] })
  })

  it('of their own codes is asked even then', async () => {
    const { session } = await enter(planted.administrator.login)
    minutes(2)
    await expect(beginTotp(session)).rejects.toMatchObject(unproven)
    await expect(resetPassword(session, { id: planted.supervisor.userId })).resolves.toBeTruthy()
  })

  it('goes on under a new token after the password, and the old one is worth nothing', async () => {
    const { token, session } = await enter(planted.administrator.login)
    minutes(14)
    await expect(prove(session, { current: 'not this', code: '' }, token)).rejects.toMatchObject({
      options: { fieldErrors: { current: 'account.error.current' } },
    })
    const fresh = await prove(session, { current: DEMO_PASSWORD, code: '' }, token)
    expect(await findSession(token)).toBeNull()
    const again = await found(fresh.token)
    expect(again.id).toBe(session.id)
    await expect(resetPassword(again, { id: planted.clerk.userId })).resolves.toBeTruthy()
    const client = owner()
    const rows = await client.auditEvent.findMany({
      where: { action: 'session.prove', userId: session.userId },
    })
    await client.$disconnect()
    expect(rows).toHaveLength(1)
  })

  it('stays signed in in every tab that proved itself at the same moment, whichever answer came last', async () => {
    const { clerk } = await plantTestOrganisation()
    const { token, session } = await enter(clerk.login)
    minutes(11)
    const proofs = Array.from({ length: 4 }, () =>
      prove(session, { current: DEMO_PASSWORD, code: '' }, token),
    )
    for (const proof of await Promise.all(proofs)) {
      const again = await found(proof.token)
      expect(again.id).toBe(session.id)
      await expect(endSessions(again, { id: session.userId })).resolves.not.toThrow()
    }
    expect(await findSession(token)).toBeNull()
  })

  it('proves nothing with a token that was replaced twice', async () => {
    const { clerk } = await plantTestOrganisation()
    const { token, session } = await enter(clerk.login)
    const first = await prove(session, { current: DEMO_PASSWORD, code: '' }, token)
    const second = await prove(session, { current: DEMO_PASSWORD, code: '' }, first.token)
    await expect(prove(session, { current: DEMO_PASSWORD, code: '' }, token)).rejects.toMatchObject({
      code: 'NOT_SIGNED_IN',
    })
    expect((await found(second.token)).id).toBe(session.id)
  })

  it('is locked after five wrong passwords, the right one included', async () => {
    const other = await plantTestOrganisation()
    const { session, token } = await enter(other.administrator.login)
    for (let n = 0; n < 5; n++)
      await expect(prove(session, { current: `wrong ${n}`, code: '' }, token)).rejects.toThrow()
    await expect(prove(session, { current: DEMO_PASSWORD, code: '' }, token)).rejects.toMatchObject({
      code: 'LIMIT',
    })
  })

  it('is asked for the code too, when there are codes, and guesses of it are counted', async () => {
    const other = await plantTestOrganisation()
    const { session, token: old } = await enter(other.administrator.login)
    const { uri } = await beginTotp(session)
    const secret = new URL(uri).searchParams.get('secret') ?? ''
    const code = (steps: number) =>
      new TOTP({ secret, digits: 6 }).generate({ timestamp: now().getTime() + steps * 30_000 })
    await confirmTotp(session, { code: code(-1) })
    const ask = (given: string) => prove(session, { current: DEMO_PASSWORD, code: given }, old)
    const refused = (key: string) => ({ options: { fieldErrors: { code: `account.error.codes.${key}` } } })
    await expect(ask('')).rejects.toMatchObject(refused('asked'))
    await expect(ask(code(-1)), 'used already').rejects.toMatchObject(refused('wrong'))
    const { token } = await ask(code(0))
    expect((await found(token)).provenAt).not.toBeNull()
    for (let n = 0; n < 5; n++) await expect(ask('000000')).rejects.toThrow()
    await expect(ask(code(1))).rejects.toMatchObject({ code: 'LIMIT' })
  })

  it('without a password is told to come through ЕСИА', async () => {
    const { clerk } = await plantTestOrganisation()
    const { session, token } = await enter(clerk.login)
    const client = owner()
    await client.user.update({ where: { id: session.userId }, data: { passwordHash: NO_PASSWORD } })
    await client.$disconnect()
    await expect(prove(session, { current: 'any', code: '' }, token)).rejects.toMatchObject({
      options: { fieldErrors: { current: 'account.error.noPassword' } },
    })
  })
})

describe('what the database lets web do with a session', () => {
  const as = <T>(session: Session, sql: string, ...values: unknown[]) =>
    inOrganisation(session, (tx) => tx.$queryRawUnsafe<T[]>(sql, ...values))

  it('proves nobody else’s', async () => {
    const { session, token } = await enter(planted.administrator.login)
    const [row] = await as<{ done: boolean }>(
      { ...planted.supervisor },
      `SELECT prove_session($1::uuid, $2::bytea, '\\x00', now()) AS done`,
      session.id,
      hashed(token),
    )
    expect(row?.done).toBe(false)
  })

  it('opens none for longer than a day, and none for who is switched off', async () => {
    const hash = (mark: string) => `\\x${Buffer.from(`${mark}${planted.mark}`).toString('hex')}`
    const open = (mark: string, userId: string) =>
      as(
        planted.clerk,
        `SELECT open_session('${hash(mark)}', $1::uuid, now(), now() + interval '10 years', NULL, NULL, 'password')::text`,
        userId,
      )
    const client = owner()
    await open('long', planted.clerk.userId)
    await client.user.update({ where: { id: planted.supervisor.userId }, data: { disabledAt: now() } })
    await open('off', planted.supervisor.userId)
    const rows = await client.$queryRawUnsafe<{ hours: number }[]>(
      `SELECT extract(epoch FROM expires_at - created_at)::float8 / 3600 AS hours FROM sessions WHERE token_hash = ANY($1::bytea[])`,
      [hash('long'), hash('off')],
    )
    await client.$disconnect()
    expect(rows).toEqual([{ hours: 24 }])
  })

  it('spends no step of a code that is far ahead', async () => {
    const client = owner()
    const userId = planted.administrator.userId
    await client.totpSecret.create({
      data: { userId, secret: new Uint8Array(3), confirmedAt: now(), lastStep: 0n },
    })
    const spend = async (ahead: number) => {
      const step = Math.floor(now().getTime() / 30_000) + ahead
      const [row] = await as<{ spent: boolean }>(
        planted.administrator,
        'SELECT spend_totp($1::uuid, $2::bigint) AS spent',
        userId,
        step,
      )
      return row?.spent
    }
    expect(await spend(1000)).toBe(false)
    expect(await spend(1)).toBe(true)
    expect(await spend(0)).toBe(false)
    await client.totpSecret.delete({ where: { userId } })
    await client.$disconnect()
  })
})

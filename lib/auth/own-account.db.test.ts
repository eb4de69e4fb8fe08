import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { now } from '@/lib/core/clock'
import { env, readEnv } from '@/lib/core/env'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { resetPassword } from '@/lib/users/reset-password'
import { changePassword } from './change-password'
import { beginTotp, confirmTotp, dropTotp } from './own-totp'
import { findSession } from './session'
import { signIn } from './sign-in'

let planted: Planted
beforeAll(async () => {
  planted = await plantTestOrganisation()
})
afterAll(disconnect)

const good = 'kuvo-7tam-23pq-xyzt'
const enter = async (login: string, password: string, code?: string) => {
  const { token } = await signIn({ login, password, code })
  const session = await findSession(token)
  if (!session) throw new Error('no session')
  return { token, session }
}

describe('changing one’s own password', () => {
  it('asks for the old one, refuses a weak one, ends the other sessions', async () => {
    const { login } = planted.clerk
    const first = await enter(login, DEMO_PASSWORD)
    const second = await enter(login, DEMO_PASSWORD)
    const change = (current: string, fresh: string) => changePassword(second.session, { current, fresh })
    await expect(change('not this one', good)).rejects.toMatchObject({
      options: { fieldErrors: { current: 'account.error.current' } },
    })
    await expect(change(DEMO_PASSWORD, 'password1234')).rejects.toMatchObject({
      options: { fieldErrors: { fresh: 'account.error.guessable' } },
    })
    await change(DEMO_PASSWORD, good)
    expect(await findSession(first.token)).toBeNull()
    expect(await findSession(second.token)).not.toBeNull()
    await expect(signIn({ login, password: DEMO_PASSWORD })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(signIn({ login, password: good })).resolves.toBeTruthy()
  })

  it('locks after five wrong ones', async () => {
    const { session } = await enter(planted.secondClerk.login, DEMO_PASSWORD)
    for (let n = 0; n < 5; n++)
      await expect(changePassword(session, { current: `wrong ${n}`, fresh: good })).rejects.toThrow()
    await expect(changePassword(session, { current: DEMO_PASSWORD, fresh: good })).rejects.toMatchObject({
      code: 'LIMIT',
    })
  })

  it('is due after a first password, and not for who came through ЕСИА', async () => {
    const { login, userId } = planted.supervisor
    const { password } = await resetPassword(planted.administrator, { id: userId })
    expect((await enter(login, password)).session.mustDo).toBe('password')
  })
})

describe('one-time codes', () => {
  const secretOf = async (uri: string) => new URL(uri).searchParams.get('secret') ?? ''
  const codeAt = (secret: string, steps = 0) =>
    new TOTP({ secret, digits: 6 }).generate({ timestamp: now().getTime() + steps * 30_000 })

  it('are asked for once they are confirmed, and each is good once', async () => {
    const { login } = planted.administrator
    const { session } = await enter(login, DEMO_PASSWORD)
    const { uri } = await beginTotp(session)
    const secret = await secretOf(uri)
    await expect(signIn({ login, password: DEMO_PASSWORD }), 'not before').resolves.toBeTruthy()
    await expect(confirmTotp(session, { code: '000000' })).rejects.toMatchObject({
      options: { fieldErrors: { code: 'account.error.code' } },
    })
    await confirmTotp(session, { code: codeAt(secret, -1) })
    await expect(signIn({ login, password: DEMO_PASSWORD })).rejects.toMatchObject({ message: 'signIn.code' })
    await expect(signIn({ login, password: DEMO_PASSWORD, code: codeAt(secret, -1) })).rejects.toThrow(
      /signIn.codeWrong/,
    )
    const code = codeAt(secret)
    expect((await enter(login, DEMO_PASSWORD, code)).session.hasTotp).toBe(true)
    await expect(signIn({ login, password: DEMO_PASSWORD, code }), 'a second time').rejects.toThrow(
      /signIn.codeWrong/,
    )
    await dropTotp(session, { id: session.userId })
    await expect(signIn({ login, password: DEMO_PASSWORD })).resolves.toBeTruthy()
  })

  it('do not lock out a person who has not been asked yet', async () => {
    const other = await plantTestOrganisation()
    const { session } = await enter(other.administrator.login, DEMO_PASSWORD)
    const { uri } = await beginTotp(session)
    const secret = await secretOf(uri)
    await confirmTotp(session, { code: codeAt(secret, -1) })
    for (let n = 0; n < 7; n++)
      await expect(signIn({ login: session.login, password: DEMO_PASSWORD })).rejects.toThrow('signIn.code')
    await expect(
      signIn({ login: session.login, password: DEMO_PASSWORD, code: codeAt(secret) }),
    ).resolves.toBeTruthy()
    // another administrator has no business with them, their own one has
    await dropTotp(planted.administrator, { id: session.userId })
    const client = owner()
    expect(await client.totpSecret.count({ where: { userId: session.userId } })).toBe(1)
    await client.$disconnect()
  })

  it.each([
    ['', null, null],
    ['1', null, 'totp'],
    ['all', 'totp', 'totp'],
  ] as const)(
    'with TOTP_REQUIRED=%s are due for a clerk: %s, for an administrator: %s',
    async (setting, clerks, administrators) => {
      const other = await plantTestOrganisation()
      const was = env().TOTP_REQUIRED
      env().TOTP_REQUIRED = readEnv({ TOTP_REQUIRED: setting }).TOTP_REQUIRED
      try {
        const { session } = await enter(other.clerk.login, DEMO_PASSWORD)
        expect(session.mustDo).toBe(clerks)
        const administrator = await enter(other.administrator.login, DEMO_PASSWORD)
        expect(administrator.session.mustDo).toBe(administrators)
        if (clerks === null) return
        const { uri } = await beginTotp(session)
        await confirmTotp(session, { code: codeAt(await secretOf(uri), -1) })
        const code = codeAt(await secretOf(uri))
        expect((await enter(other.clerk.login, DEMO_PASSWORD, code)).session.mustDo).toBeNull()
      } finally {
        env().TOTP_REQUIRED = was
      }
    },
  )

  it('are read by no query of web', async () => {
    for (const query of ['SELECT * FROM totp_secrets', 'DELETE FROM totp_secrets'])
      await expect(
        inOrganisation(planted.administrator, (tx) => tx.$executeRawUnsafe(query)),
      ).rejects.toThrow(/permission denied/)
  })
})

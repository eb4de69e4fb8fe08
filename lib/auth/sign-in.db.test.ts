import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { freezeClock } from '@/lib/core/clock'
import { beforeSignIn, disconnect, inOrganisation } from '@/lib/core/db'
import { endSession, findSession } from './session'
import { signIn } from './sign-in'

let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterEach(() => freezeClock(null))
afterAll(disconnect)

const attempt = (login: string, password: string) => signIn({ login, password, ip: '127.0.0.1' })
const minutes = (count: number) => freezeClock(new Date(Date.now() + count * 60_000))

describe('signing in (A01)', () => {
  it('opens a session that names its person, and ends at once when it is ended', async () => {
    const { token } = await attempt(planted.clerk.login.toUpperCase(), DEMO_PASSWORD)
    expect(await findSession(token)).toMatchObject({
      userId: planted.clerk.userId,
      organisationId: planted.organisationId,
      roles: ['INSPECTOR'],
      officeName: expect.stringContaining('МФЦ'),
    })
    await endSession(token)
    expect(await findSession(token)).toBeNull()
  })

  it('ends the sessions of a user who is disabled, at once', async () => {
    const { token } = await attempt(planted.supervisor.login, DEMO_PASSWORD)
    const client = owner()
    await client.user.update({ where: { id: planted.supervisor.userId }, data: { disabledAt: new Date() } })
    await client.$disconnect()
    expect(await findSession(token)).toBeNull()
    await expect(attempt(planted.supervisor.login, DEMO_PASSWORD)).rejects.toMatchObject({
      message: 'signIn.disabled',
    })
  })

  it('ends a session after fifteen idle minutes, and after twelve hours whatever is done', async () => {
    const { token } = await attempt(planted.clerk.login, DEMO_PASSWORD)
    minutes(14)
    expect(await findSession(token)).not.toBeNull()
    minutes(14 + 14)
    expect(await findSession(token, { idle: true })).not.toBeNull()
    minutes(14 + 16)
    expect(await findSession(token)).toBeNull() // what a page asked by itself did not prolong it
    freezeClock(null)
    const again = await attempt(planted.clerk.login, DEMO_PASSWORD)
    for (let passed = 10; passed < 720; passed += 10) {
      minutes(passed)
      expect(await findSession(again.token), String(passed)).not.toBeNull()
    }
    minutes(721)
    expect(await findSession(again.token)).toBeNull()
  })

  it('answers a wrong name and a wrong password alike, and locks both after five', async () => {
    const known = planted.secondClerk.login
    const unknown = `nobody${planted.mark}`
    for (const login of [known, unknown]) {
      const said: string[] = []
      for (let i = 0; i < 6; i++)
        await attempt(login, 'wrong').catch((error: Error) =>
          said.push(error.message.replace(/until=.*/, 'until')),
        )
      expect(said).toEqual([
        'signIn.wrong?left=4',
        'signIn.wrong?left=3',
        'signIn.wrong?left=2',
        'signIn.wrong?left=1',
        'signIn.locked?until',
        'signIn.locked?until',
      ])
    }
    await expect(attempt(known, DEMO_PASSWORD)).rejects.toMatchObject({
      message: expect.stringContaining('signIn.locked'),
    })
    minutes(16)
    await expect(attempt(known, DEMO_PASSWORD)).resolves.toMatchObject({ userId: planted.secondClerk.userId })
  })

  it('takes no sign of a login for a wildcard', async () => {
    const login = planted.administrator.login
    for (const guess of [
      '%',
      '_'.repeat(login.length),
      `${login.slice(0, -1)}%`,
      `${login}\u0000%`,
      `${login.slice(0, -1)}_`,
    ])
      await expect(attempt(guess, DEMO_PASSWORD), guess).rejects.toMatchObject({
        message: expect.stringContaining('signIn.wrong'),
      })
  })

  it('lets no more than five guesses through at once', async () => {
    const login = `racer${planted.mark}`
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => attempt(login, 'guess')))
    const wrong = results.filter(
      (result) => result.status === 'rejected' && String(result.reason.message).startsWith('signIn.wrong'),
    )
    expect(wrong.length).toBeLessThanOrEqual(4)
  })
})

describe('a refused attempt in the audit', () => {
  it('names the login by a keyed digest only: the same for the same login, whoever has it', async () => {
    const logins = [`stranger${planted.mark}`, `Stranger${planted.mark} `, `other${planted.mark}`]
    for (const login of logins) await attempt(login, 'guess').catch(() => undefined)
    const client = owner()
    const rows = await client.auditEvent.findMany({
      where: { action: 'session.open', result: 'wrong' },
      orderBy: { id: 'desc' },
      take: 3,
    })
    await client.$disconnect()
    const [third, second, first] = rows.map((row) => JSON.stringify(row.details))
    expect(first).toMatch(/^\{"by":"password","loginDigest":"[0-9a-f]{64}"\}$/)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })
})

describe('the web role', () => {
  it('reads no hash of a password and no session', async () => {
    for (const query of [
      'SELECT password_hash FROM users',
      'SELECT * FROM users',
      'SELECT token_hash FROM sessions',
    ])
      await expect(
        inOrganisation(planted.clerk, (tx) => tx.$queryRawUnsafe(query)),
        query,
      ).rejects.toThrow(/permission denied/)
    for (const query of [
      'UPDATE users SET last_sign_in_at = NULL',
      'UPDATE users SET organisation_id = organisation_id',
      'UPDATE sessions SET ended_at = NULL',
      'DELETE FROM sessions',
    ])
      await expect(
        inOrganisation(planted.clerk, (tx) => tx.$executeRawUnsafe(query)),
        query,
      ).rejects.toThrow(/permission denied/)
  })

  it('sees the people of its own organisation, and nobody before one is known', async () => {
    const other = await plantTestOrganisation()
    const seen = await inOrganisation(planted.clerk, (tx) =>
      tx.user.findMany({ select: { organisationId: true } }),
    )
    expect(new Set(seen.map((user) => user.organisationId))).toEqual(new Set([planted.organisationId]))
    const { count } = await inOrganisation(planted.administrator, (tx) =>
      tx.user.updateMany({ where: { organisationId: other.organisationId }, data: { position: 'Чужая' } }),
    )
    expect(count).toBe(0)
    expect(await beforeSignIn((tx) => tx.user.findMany({ select: { id: true } }))).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { AuditFilter, RefusedFilter } from '@/lib/audit/filters'
import { listEvents } from '@/lib/audit/list-events'
import { listRefused } from '@/lib/audit/list-refused'
import { freezeClock, now } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { forgetCounters } from './tasks/forget-counters'
import { networkKey } from '@/lib/auth/count-network'
import { lockKey } from '@/lib/auth/lock'
import type { Session } from '@/lib/auth/session'
import { signIn } from '@/lib/auth/sign-in'

let planted: Planted
const client = owner()
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterEach(() => freezeClock(null))
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const minutes = (count: number) => freezeClock(new Date(Date.now() + count * 60_000))
let made = 0
const address = () => `203.0.113.${++made}`
const enter = (login: string, password: string, ip: string) => signIn({ login, password, ip })
/** As if so many had been refused from there within the quarter of an hour. */
const guessed = (ip: string, failures: number) =>
  client.signInCounter.create({
    data: { loginHash: networkKey(ip), failures, since: now(), updatedAt: now() },
  })

describe('guesses from one network', () => {
  it('are counted for all logins together, and rest after the limit', async () => {
    const ip = address()
    await guessed(ip, env().SIGN_IN_PER_ADDRESS - 1)
    await expect(enter(`a${planted.mark}`, 'x', ip)).rejects.toThrow('signIn.wrong')
    for (const login of [`b${planted.mark}`, planted.clerk.login])
      for (const password of ['x', DEMO_PASSWORD])
        await expect(enter(login, password, ip), `${login} ${password}`).rejects.toMatchObject({
          code: 'LIMIT',
          message: expect.stringContaining('signIn.address'),
        })
    await expect(enter(planted.clerk.login, DEMO_PASSWORD, address()), 'elsewhere').resolves.toBeTruthy()
    minutes(16)
    await expect(enter(planted.clerk.login, DEMO_PASSWORD, ip), 'later').resolves.toBeTruthy()
  })

  it('do not shut out those who work there', async () => {
    const ip = address()
    await enter(planted.supervisor.login, DEMO_PASSWORD, ip)
    await client.signInCounter.update({
      where: { loginHash: networkKey(ip) },
      data: { failures: env().SIGN_IN_PER_ADDRESS },
    })
    // A wrong password tells a guesser nothing about who works there.
    for (const login of [planted.supervisor.login, `c${planted.mark}`])
      await expect(enter(login, 'x', ip), login).rejects.toThrow('signIn.address')
    await expect(enter(planted.supervisor.login, DEMO_PASSWORD, ip)).resolves.toBeTruthy()
    await expect(enter(planted.administrator.login, DEMO_PASSWORD, ip)).rejects.toThrow('signIn.address')
  })

  it('that were right are none', async () => {
    const ip = address()
    for (let n = 0; n < 3; n++) await enter(planted.administrator.login, DEMO_PASSWORD, ip)
    const row = await client.signInCounter.findUnique({ where: { loginHash: networkKey(ip) } })
    expect(row?.failures).toBe(0)
  })
})

describe('counters', () => {
  it('that nobody has touched for a day are forgotten, locked ones and fresh ones stay', async () => {
    const day = 86_400_000
    const put = (name: string, ago: number, lockedUntil: Date | null = null) =>
      client.signInCounter.create({
        data: {
          loginHash: lockKey(`${name}${planted.mark}`),
          failures: 3,
          updatedAt: new Date(now().getTime() - ago),
          lockedUntil,
        },
      })
    await put('old', day + 60_000)
    await put('fresh', day - 60_000)
    await put('locked', day + 60_000, new Date(now().getTime() + 60_000))
    expect(await forgetCounters()).toBeGreaterThanOrEqual(1)
    const left = async (name: string) =>
      (await client.signInCounter.count({ where: { loginHash: lockKey(`${name}${planted.mark}`) } })) > 0
    expect(await Promise.all(['old', 'fresh', 'locked'].map(left))).toEqual([false, true, true])
  })
})

describe('a refused sign-in', () => {
  const filter = AuditFilter.parse({ act: 'session.open', result: 'refused' })

  it('of a known login stands in the journal of its organisation, about that account and by nobody', async () => {
    const other = await plantTestOrganisation()
    const ip = address()
    await enter(planted.secondClerk.login, 'x', ip).catch(() => undefined)
    const { rows } = await listEvents(planted.administrator, filter)
    expect(rows[0]).toMatchObject({
      result: 'wrong',
      by: null,
      subjectId: planted.secondClerk.userId,
      subject: expect.stringContaining(planted.secondClerk.login),
      ip,
    })
    expect((await listEvents(other.administrator, filter)).rows).toEqual([])
  })

  it('of an unknown one is seen by a system administrator and by nobody else', async () => {
    const ip = address()
    await enter(`nobody${planted.mark}`, 'x', ip).catch(() => undefined)
    await client.$executeRawUnsafe(
      `UPDATE users SET roles = '{SYSTEM_ADMINISTRATOR}' WHERE id = $1::uuid`,
      planted.supervisor.userId,
    )
    const seen = async (session: Session) => {
      const { rows } = await listRefused(session, RefusedFilter.parse({}))
      return rows.filter((row) => row.ip === ip).map(({ result }) => result)
    }
    expect(await seen(planted.supervisor)).toEqual(['wrong'])
    for (const person of [planted.administrator, planted.clerk]) expect(await seen(person)).toEqual([])
  })

  it('after the sixth fills the journal no more', async () => {
    const ip = address()
    for (let n = 0; n < 9; n++) await enter(`racer${planted.mark}`, 'x', ip).catch(() => undefined)
    expect(await client.auditEvent.count({ where: { ip } })).toBe(6)
  })
})

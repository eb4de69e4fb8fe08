import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filledUser, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { dismissUser } from '@/lib/applications/dismiss-user'
import { NO_PASSWORD } from '@/lib/auth/check-password'
import { signIn } from '@/lib/auth/sign-in'
import { findSession } from '@/lib/auth/session'
import { disconnect } from '@/lib/core/db'
import { enableUser } from './enable-user'
import { endSessions } from './end-sessions'
import { getUser, listSessions, openUser } from './get-user'
import { listUsers } from './list-users'
import { resetPassword } from './reset-password'
import { saveUser } from './save-user'
import { noFilters, type UserForm } from './schema'
import { suggestLogin } from './suggest-login'
import { mayWithCard } from './system-card'

let planted: Planted
let other: Planted
beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
})
afterAll(disconnect)

const form = (change: Partial<UserForm> = {}) =>
  filledUser(planted, { email: 'fomin@example.ru', roles: ['INSPECTOR', 'SECRETARY'], ...change })
const snilsOf = (n: number) => {
  const body = String(900_000_000 + n + Math.floor(Math.random() * 90_000) * 1000)
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0)
  return `${body}${String((sum % 101) % 100).padStart(2, '0')}`
}
const details = async (subjectId: string, action: string) => {
  const client = owner()
  const rows = await client.auditEvent.findMany({ where: { subjectId, action }, orderBy: { id: 'desc' } })
  await client.$disconnect()
  return rows.map((row) => row.details)
}

describe('a new user', () => {
  it('signs in with the first password and is told to change it', async () => {
    const user = form()
    const { id, password } = await saveUser(planted.administrator, user)
    const { token } = await signIn({ login: user.login, password: password ?? '' })
    const session = await findSession(token)
    expect(session).toMatchObject({ userId: id, roles: ['INSPECTOR', 'SECRETARY'], mustDo: 'password' })
    expect(await details(id, 'user.create')).toMatchObject([{ changes: { login: [null, user.login] } }])
  })

  it('is made once by two presses', async () => {
    const user = form()
    const [first, second] = await Promise.all([
      saveUser(planted.administrator, user).catch(() => null),
      saveUser(planted.administrator, user).catch(() => null),
    ])
    expect([first?.password, second?.password].filter(Boolean)).toHaveLength(1)
    expect((await listUsers(planted.administrator, { ...noFilters, login: user.login })).total).toBe(1)
  })

  it('is refused a login that somebody anywhere has, and is offered a free one that saves', async () => {
    const taken = form()
    await saveUser(other.administrator, { ...taken, officeId: null })
    const refusal = await saveUser(planted.administrator, form({ login: taken.login.toUpperCase() })).catch(
      (error: { options: { fieldErrors: Record<string, string> } }) => error.options.fieldErrors,
    )
    expect(refusal).toMatchObject({ login: `users.error.loginTaken?free=${taken.login.toUpperCase()}1` })
    const { login } = await suggestLogin(planted.administrator, {
      login: taken.login,
      lastName: '',
      firstName: '',
      middleName: '',
    })
    expect(login).toBe(`${taken.login}1`)
    expect((await saveUser(planted.administrator, form({ login }))).password).toBeTruthy()
  })

  it('is told apart when the СНИЛС is here and when it is elsewhere', async () => {
    const [here, elsewhere] = [snilsOf(1), snilsOf(2)]
    await saveUser(planted.administrator, form({ snils: here }))
    await saveUser(other.administrator, form({ snils: elsewhere }))
    for (const [snils, where] of [
      [here, 'here'],
      [elsewhere, 'elsewhere'],
    ] as const)
      await expect(saveUser(planted.administrator, form({ snils }))).rejects.toMatchObject({
        options: { fieldErrors: { snils: `users.error.snilsTaken.${where}` } },
      })
    await expect(
      saveUser(planted.administrator, form({ snils: elsewhere, elsewhere: true })),
      'an administrator may not add an organisation to another’s card',
    ).rejects.toMatchObject({ code: 'INVALID' })
  })

  it('gets no office of another organisation', async () => {
    await expect(
      saveUser(planted.administrator, form({ officeId: other.offices[0] ?? '' })),
    ).rejects.toMatchObject({ options: { fieldErrors: { officeId: 'users.error.office' } } })
  })
})

describe('editing', () => {
  it('keeps old and new of what changed, the СНИЛС masked', async () => {
    const user = form()
    await saveUser(planted.administrator, user)
    const snils = snilsOf(3)
    await saveUser(planted.administrator, {
      ...form({ id: user.id, version: 1, login: user.login, snils, roles: ['OBSERVER'] }),
    })
    const [told] = await details(user.id, 'user.update')
    expect(told).toEqual({
      changes: {
        roles: [['INSPECTOR', 'SECRETARY'], ['OBSERVER']],
        snils: [null, expect.stringMatching(/^\*{3}-\*{3}-\d{3} \d\d$/)],
      },
    })
    expect((await getUser(planted.administrator, user.id)).snils).toMatch(/^\*{3}/)
  })

  it('lets the card of a person of two organisations be saved with the СНИЛС that stands', async () => {
    const user = form({ snils: snilsOf(5) })
    await saveUser(planted.administrator, user)
    const client = owner()
    await client.user.updateMany({ where: { id: other.secondClerk.userId }, data: { snils: user.snils } })
    await client.$disconnect()
    await saveUser(planted.administrator, { ...user, version: 1, position: 'Новая' })
    expect((await getUser(planted.administrator, user.id)).position).toBe('Новая')
  })

  it('refuses the second of two administrators and gives it what the first saved', async () => {
    const user = form()
    await saveUser(planted.administrator, user)
    await saveUser(
      planted.administrator,
      form({ id: user.id, version: 1, login: user.login, position: 'Первая' }),
    )
    await expect(
      saveUser(
        planted.administrator,
        form({ id: user.id, version: 1, login: user.login, position: 'Вторая' }),
      ),
    ).rejects.toMatchObject({ code: 'CONFLICT', options: { data: { position: 'Первая', version: 2 } } })
  })

  it('leaves the organisation an administrator, even when two switch each other off at once', async () => {
    const second = form({ roles: ['ADMINISTRATOR'] })
    await saveUser(planted.administrator, second)
    const secondSession = { ...planted.administrator, userId: second.id }
    const results = await Promise.allSettled([
      dismissUser(planted.administrator, { id: second.id, version: 1, handOverTo: null }),
      dismissUser(secondSession, { id: planted.administrator.userId, version: 1, handOverTo: null }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const left = await listUsers(results[0].status === 'fulfilled' ? planted.administrator : secondSession, {
      ...noFilters,
      status: 'active',
    })
    expect(left.rows.filter(({ roles }) => roles.includes('ADMINISTRATOR'))).toHaveLength(1)
    if (results[1].status === 'fulfilled')
      await enableUser(secondSession, { id: planted.administrator.userId, version: 2 })
  })

  it('does not count an administrator who could not sign in', async () => {
    const { administrator } = await plantTestOrganisation()
    const second = form({ roles: ['ADMINISTRATOR'], officeId: '' })
    await saveUser(administrator, second)
    const client = owner()
    await client.user.update({ where: { id: second.id }, data: { passwordHash: NO_PASSWORD } })
    await client.$disconnect()
    const alone = { id: administrator.userId, version: 1, handOverTo: null }
    await expect(dismissUser({ ...administrator, userId: second.id }, alone)).rejects.toMatchObject({
      message: 'users.lastAdministrator',
    })
  })

  it('wants a role: whoever has none would see nothing', async () => {
    await expect(saveUser(planted.administrator, form({ roles: [] }))).rejects.toMatchObject({
      options: { fieldErrors: { roles: 'users.error.noRole' } },
    })
  })

  it('does not find another organisation’s user', async () => {
    const stranger = form()
    await saveUser(other.administrator, stranger)
    for (const act of [
      () => getUser(planted.administrator, stranger.id),
      () => resetPassword(planted.administrator, { id: stranger.id }),
      () => endSessions(planted.administrator, { id: stranger.id }),
      () => dismissUser(planted.administrator, { id: stranger.id, version: 1, handOverTo: null }),
      () => saveUser(planted.administrator, { ...stranger, version: 1 }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await listSessions(planted.administrator, stranger.id)).toEqual([])
  })
})

describe('switching off', () => {
  it('ends sessions at once and keeps the person out', async () => {
    const user = form()
    const { password } = await saveUser(planted.administrator, user)
    const { token } = await signIn({ login: user.login, password: password ?? '' })
    expect(await listSessions(planted.administrator, user.id)).toHaveLength(1)
    await dismissUser(planted.administrator, { id: user.id, version: 1, handOverTo: null })
    expect(await findSession(token)).toBeNull()
    await expect(signIn({ login: user.login, password: password ?? '' })).rejects.toMatchObject({
      message: 'signIn.disabled',
    })
    await enableUser(planted.administrator, { id: user.id, version: 2 })
    await expect(signIn({ login: user.login, password: password ?? '' })).resolves.toBeTruthy()
  })

  it('refuses oneself', async () => {
    await expect(
      dismissUser(planted.administrator, { id: planted.administrator.userId, version: 1, handOverTo: null }),
    ).rejects.toMatchObject({ message: 'users.notOneself' })
  })
})

describe('the card of a system administrator', () => {
  it('is closed to the organisation’s own: what is not offered is refused', async () => {
    const { id } = await saveUser(planted.administrator, form())
    const client = owner()
    await client.user.update({ where: { id }, data: { roles: ['SYSTEM_ADMINISTRATOR'] } })
    await client.$disconnect()
    const { roles, version } = await getUser(planted.administrator, id)
    expect(mayWithCard(planted.administrator, roles)).toEqual({ change: false, close: false })
    for (const work of [
      () => saveUser(planted.administrator, form({ id, version })),
      () => resetPassword(planted.administrator, { id }),
      () => dismissUser(planted.administrator, { id, version, handOverTo: null }),
      () => enableUser(planted.administrator, { id, version }),
      () => endSessions(planted.administrator, { id }),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(openUser(planted.administrator, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const system = { ...planted.administrator, roles: ['SYSTEM_ADMINISTRATOR' as const] }
    expect(mayWithCard(system, roles)).toEqual({ change: true, close: false })
    await expect(resetPassword(system, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('the list', () => {
  it('finds by part of a name, ё as е, and by login, СНИЛС and status', async () => {
    const snils = snilsOf(4)
    const user = form({ lastName: 'Берёзкина-Тестова', snils })
    await saveUser(planted.administrator, user)
    const found = (filters: object) => listUsers(planted.administrator, { ...noFilters, ...filters })
    for (const filters of [
      { text: 'березк' },
      { text: 'ТЕСТОВА влад' },
      { login: user.login.slice(2).toLowerCase() },
      { snils: snils.slice(3) },
    ])
      expect(
        (await found(filters)).rows.map(({ id }) => id),
        JSON.stringify(filters),
      ).toContain(user.id)
    expect((await found({ text: '%' })).total).toBe(0)
    expect((await found({ text: 'березк', status: 'disabled' })).total).toBe(0)
    expect(JSON.stringify(await found({ snils }))).not.toContain(snils.slice(0, 9))
  })
})

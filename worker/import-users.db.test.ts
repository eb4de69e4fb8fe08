import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { signIn } from '@/lib/auth/sign-in'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { importUsers } from '@/lib/users/import-users'
import type { UserLine } from '@/lib/users/user-columns'

let planted: Planted
let other: Planted
beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
})
afterAll(disconnect)

const line = (change: Partial<UserLine> = {}): UserLine => ({
  login: `Fomin${crypto.randomUUID().slice(0, 8)}`,
  lastName: 'Фомин',
  firstName: 'Владимир',
  middleName: null,
  position: 'Специалист',
  snils: null,
  email: null,
  office: 'МФЦ № 3',
  roles: ['INSPECTOR'],
  elkModule: true,
  ...change,
})
const actor = () => ({ ...planted.administrator })
const plan = (rows: UserLine[]) =>
  inOrganisation(planted.administrator, (tx) => importUsers.plan(tx, actor(), rows))
const commit = (rows: UserLine[]) =>
  inOrganisation(planted.administrator, (tx) => importUsers.commit(tx, actor(), rows))

describe('an import of people', () => {
  it('makes fifty at once, who cannot sign in by any password yet', async () => {
    const rows = Array.from({ length: 50 }, () => line())
    expect(await plan(rows)).toEqual(rows.map(() => ({ action: 'create' })))
    expect(await commit(rows)).toEqual({ created: 50, changed: 0 })
    expect(await plan(rows)).toEqual(rows.map(() => ({ action: 'same' })))
    for (const password of ['!', '', DEMO_PASSWORD])
      await expect(signIn({ login: rows[0]?.login ?? '', password })).rejects.toMatchObject({
        code: 'INVALID',
      })
  })

  it('changes what the file says, shows СНИЛС masked, leaves the rest', async () => {
    const row = line({ email: 'fomin@example.ru' })
    await commit([row])
    const changed = { ...row, position: 'Главный специалист', email: null, snils: '900-000-123 91' }
    expect(await plan([changed])).toEqual([
      {
        action: 'change',
        differences: [
          { field: 'Должность', old: 'Специалист', new: 'Главный специалист' },
          { field: 'СНИЛС', old: '', new: '***-***-123 91' },
        ],
      },
    ])
    expect(await commit([changed])).toEqual({ created: 0, changed: 1 })
    const client = owner()
    const [user] = await client.user.findMany({ where: { login: row.login } })
    const [told] = await client.auditEvent.findMany({ where: { subjectId: user?.id, action: 'user.update' } })
    await client.$disconnect()
    expect(told?.details).toEqual({
      by: 'import',
      changes: { position: ['Специалист', 'Главный специалист'], snils: [null, '***-***-123 91'] },
    })
    expect(user).toMatchObject({ email: 'fomin@example.ru', position: 'Главный специалист', version: 2 })
  })

  it('refuses what the card would refuse', async () => {
    const client = owner()
    await client.user.updateMany({ where: { id: other.clerk.userId }, data: { snils: '900-000-059 00' } })
    await client.$disconnect()
    const somebody = line({ snils: '900-000-158 05' })
    await commit([somebody])
    const columns = (await plan([
      line({ login: other.clerk.login.toUpperCase() }),
      line({ snils: '900-000-059 00' }),
      line({ office: 'Нет такого' }),
      line({ login: planted.administrator.login, roles: ['OBSERVER'] }),
      line({ login: `system${planted.mark}` }),
      line({ roles: [] }),
      { ...somebody, snils: '900-000-257 07' },
    ])) as { action: string; column: string }[]
    expect(columns.map(({ action, column }) => `${action} ${column}`)).toEqual([
      'error login',
      'error snils',
      'error office',
      'error roles',
      'error login',
      'error roles',
      'error snils',
    ])
  })
})

import { afterAll, describe, expect, it } from 'vitest'
import { owner, plantTestOrganisation } from '@/scripts/testing/plant'
import { disconnect, inOrganisation } from '@/lib/core/db'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { permissions, type Permission } from './permissions'

afterAll(disconnect)

const may = (who: { organisationId: string; userId?: string }, permission: string) =>
  inOrganisation(who, async (tx) => {
    const [row] = await tx.$queryRaw<{ may: boolean }[]>`SELECT may(${permission}) AS may`
    return row?.may
  })

describe('the database’s own table of rights', () => {
  it('says what lib/auth/permissions.ts says', async () => {
    const client = owner()
    const rows = await client.$queryRaw<{ role: Role; permission: Permission }[]>`
      SELECT role::text, permission FROM role_rights ORDER BY 2, 1`
    await client.$disconnect()
    const asked = new Set(rows.map(({ permission }) => permission))
    expect(asked.size).toBeGreaterThan(3)
    for (const permission of asked)
      expect(rows.filter((row) => row.permission === permission).map(({ role }) => role)).toEqual(
        [...permissions[permission]].sort(),
      )
  })

  it('asks the person’s own roles, in their own organisation only', async () => {
    const planted = await plantTestOrganisation()
    const other = await plantTestOrganisation()
    expect(await may(planted.administrator, 'users.manage')).toBe(true)
    expect(await may(planted.clerk, 'users.manage')).toBe(false)
    expect(await may({ organisationId: planted.organisationId }, 'users.manage')).toBe(false)
    await expect(
      may({ ...planted.administrator, organisationId: other.organisationId }, 'users.manage'),
    ).rejects.toThrow(/does not work in this organisation/)
    expect(await may(planted.administrator, 'organisations.all')).toBe(false)
  })

  it('lets nobody become a system administrator through web', async () => {
    const planted = await plantTestOrganisation()
    await expect(
      inOrganisation(planted.administrator, (tx) =>
        tx.user.update({
          where: { id: planted.administrator.userId },
          data: { roles: ['ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR'] },
          select: { id: true },
        }),
      ),
    ).rejects.toThrow(/made on the server only/)
  })

  it('changes no setting for a clerk, whatever the application has let through', async () => {
    const planted = await plantTestOrganisation()
    await inOrganisation(planted.clerk, async (tx) => {
      expect((await tx.user.updateMany({ data: { position: 'Захвачено' } })).count).toBe(0)
      expect((await tx.office.updateMany({ data: { name: 'Захвачено' } })).count).toBe(0)
      expect((await tx.organisation.updateMany({ data: { name: 'Захвачено' } })).count).toBe(0)
    })
    await expect(
      inOrganisation(planted.clerk, (tx) =>
        tx.office.create({
          data: { organisationId: planted.organisationId, name: 'Новый', oktmo: '99000000' },
        }),
      ),
    ).rejects.toThrow(/row-level security/)
    await inOrganisation(planted.administrator, async (tx) => {
      expect(
        (await tx.office.updateMany({ where: { id: planted.offices[0] }, data: { address: 'Здесь' } })).count,
      ).toBe(1)
    })
  })
})

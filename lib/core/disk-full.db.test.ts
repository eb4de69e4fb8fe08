import { afterEach, beforeEach, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { listApplications } from '@/lib/applications/list-applications'
import { Filters } from '@/lib/applications/filters'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { disconnect } from './db'
import { isDiskFull } from './errors'

let planted: Planted
/** As scripts/disk.mjs has it: new transactions may not write. */
async function refuseWrites(refuse: boolean): Promise<void> {
  const client = owner()
  const [{ name } = { name: '' }] = await client.$queryRaw<
    { name: string }[]
  >`SELECT current_database() AS name`
  await client.$executeRawUnsafe('SET default_transaction_read_only = off')
  await client.$executeRawUnsafe(
    `ALTER DATABASE "${name}" ${refuse ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only'}`,
  )
  await client.$disconnect()
  await disconnect()
}
beforeEach(async () => {
  planted = await plantTestOrganisation()
  await refuseWrites(true)
})
afterEach(() => refuseWrites(false))

it('what the database refuses for want of space is known as that, and what was saved can be read', async () => {
  const key = crypto.randomUUID()
  const register = () =>
    registerApplication(planted.clerk, { idempotencyKey: key, form: filledForm(planted) })
  const failure = await register().catch((error: unknown) => error)
  expect(isDiskFull(failure)).toBe(true)
  expect((await listApplications(planted.clerk, Filters.parse({}))).rows).toEqual([])
  await refuseWrites(false)
  expect((await register()).orderNumber).toBeTruthy()
})

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { findSession } from '@/lib/auth/session'
import { signIn } from '@/lib/auth/sign-in'
import { freezeClock } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import { DEMO_PASSWORD } from '@/prisma/seed/organisations'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { asOwner } from './message-log.kit'

let planted: Planted
const client = owner()
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterEach(() => freezeClock(null))
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

it('a person signs in while an import of people holds their row, and the sign-in is noted afterwards', async () => {
  const { userId, login } = planted.clerk
  const noted = async () => (await client.user.findUniqueOrThrow({ where: { id: userId } })).lastSignInAt
  const token = await asOwner(async (held) => {
    await held.query('BEGIN')
    await held.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId])
    const opened = await signIn({ login, password: DEMO_PASSWORD })
    expect(await noted()).toBeNull()
    await held.query('ROLLBACK')
    return opened.token
  })
  const [session] = await client.session.findMany({ where: { userId } })
  freezeClock(new Date(Date.now() + 2 * 60_000))
  expect(await findSession(token)).not.toBeNull()
  expect(await noted()).toEqual(session?.createdAt)
})

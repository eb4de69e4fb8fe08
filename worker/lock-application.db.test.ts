import { describe, expect, it } from 'vitest'
import { asWorker, type Tx } from '@/lib/core/db'
import { lockApplicationOf, lockApplicationsOf, lockApplicationsWith } from '@/lib/delivery/lock-application'
import { owner } from '@/scripts/testing/plant'
import { desk, openDesk, register } from './desk.kit'
import { deliver } from './tasks/deliver'

openDesk()

const changeOf = (applicationId: string) =>
  asWorker((tx) => tx.delivery.findFirstOrThrow({ where: { applicationId } }))

describe('whoever alters a change waits for its application', () => {
  it.each<[string, (tx: Tx, change: { id: string; messageId: string }) => Promise<void>]>([
    ['by the change', (tx, { id }) => lockApplicationOf(tx, id)],
    ['by the message that carries it', (tx, { messageId }) => lockApplicationsOf(tx, messageId)],
    ['by several changes', (tx, { id }) => lockApplicationsWith(tx, [crypto.randomUUID(), id])],
  ])('%s, and for no other', async (_, lock) => {
    const [one, other] = [await register(), await register()]
    await deliver(desk.smev.gateway, 1)
    const locking = async (id: string) => {
      const change = await changeOf(id)
      return asWorker(async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = '50ms'`
        await lock(tx, { id: change.id, messageId: change.messageId ?? '' })
      })
    }
    const client = owner()
    await client.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT FROM applications WHERE id = ${one.id}::uuid FOR NO KEY UPDATE`
        await expect(locking(one.id)).rejects.toThrow(/lock timeout/)
        await locking(other.id)
      },
      { timeout: 20_000 },
    )
    await client.$disconnect()
  })
})

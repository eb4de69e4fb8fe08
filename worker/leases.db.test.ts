import { afterEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { isPatient, LEASE_SECONDS, releaseLeases, renewLeases } from '@/lib/delivery/leases'
import { claimMessages } from '@/lib/delivery/claim-messages'
import type { Claimed } from '@/lib/delivery/send-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { desk, openDesk, passDelays, register } from './desk.kit'
import { deliver } from './tasks/deliver'

openDesk()
afterEach(() => vi.restoreAllMocks())

/** A message that was tried once and is held by somebody else, who says nothing more. */
async function heldByAnother(): Promise<Claimed> {
  await register()
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  await deliver(desk.smev.gateway)
  await passDelays()
  const [message] = await claimMessages(1, mintMessageId)
  if (!message) throw new Error('nothing was due')
  return message
}
const endLeases = () =>
  asWorker(
    (tx) => tx.$executeRaw`UPDATE messages SET lease_until = app_now() - interval '1 second'
    WHERE state = 'PREPARED' AND lease_token IS NOT NULL`,
  )
const leaseOf = ({ id }: Claimed) =>
  asWorker((tx) =>
    tx.message.findUniqueOrThrow({ where: { id }, select: { leaseUntil: true, attempts: true } }),
  )
const claim = async () => (await claimMessages(5, mintMessageId)).map(({ id }) => id)

describe('a lease', () => {
  it('is prolonged by its holder alone, and never held up by a row that is being settled', async () => {
    const [mine, busy] = [await heldByAnother(), await heldByAnother()]
    await endLeases()
    const client = owner()
    await client.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT FROM messages WHERE id = ${busy.id}::uuid FOR UPDATE`
      await renewLeases([mine, busy, { ...busy, leaseToken: crypto.randomUUID() }])
    })
    await client.$disconnect()
    expect(await claim()).toEqual([busy.id])
    await renewLeases([busy]) // it is another's by now
    await endLeases()
    expect((await claim()).toSorted()).toEqual([mine.id, busy.id].toSorted())
  })

  it('that is given back is free at once, and was no attempt', async () => {
    const message = await heldByAnother()
    const { attempts } = await leaseOf(message)
    await releaseLeases([{ ...message, leaseToken: crypto.randomUUID() }])
    expect(await claim()).toEqual([])
    await releaseLeases([message])
    expect(await leaseOf(message)).toEqual({ leaseUntil: null, attempts: attempts - 1 })
    expect(await claim()).toEqual([message.id])
  })

  it('that ended while nobody could renew is left to its holder for as long as a lease', async () => {
    const message = await heldByAnother()
    await renewLeases([])
    await endLeases()
    const clock = vi.spyOn(performance, 'now')
    const pass = (seconds: number) => clock.mockReturnValue(performance.now() + seconds * 1000)
    pass(LEASE_SECONDS + 1)
    expect(await claim()).toEqual([])
    await renewLeases([])
    expect([isPatient(), await claim()]).toEqual([true, []])
    pass(LEASE_SECONDS - 0.1)
    await renewLeases([])
    expect(await claim()).toEqual([])
    pass(0.2)
    expect(await claim()).toEqual([message.id])
  })
})

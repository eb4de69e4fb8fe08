import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import type { Claimed } from '@/lib/delivery/send-messages'
import { openQueue } from '@/lib/delivery/take-ready'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { card, openDesk, register, views } from './desk.kit'
import { withFile } from './with-files.kit'

openDesk()
const endAlarms = () =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`)
beforeEach(endAlarms)
afterEach(async () => {
  vi.restoreAllMocks()
  await endAlarms()
})

type Limits = Parameters<typeof openQueue>[0]
const queue = (given: Partial<Limits> = {}) =>
  openQueue({ perMessage: 5, newMessageId: mintMessageId, refuses: () => undefined, ...given })
const ordersIn = (messages: Claimed[]) =>
  messages.flatMap(({ changes }) => changes.map(({ facts }) => facts.orderNumber))

/** As nobody may: facts that cannot be read, or a change that was ready long ago and is committed only now. */
async function alter(applicationId: string, what: string) {
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRawUnsafe(`UPDATE deliveries SET ${what} WHERE application_id = '${applicationId}'`)
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  await client.$disconnect()
}
const wasReadyLong = async <T extends { id: string }>(application: T): Promise<T> => {
  await alter(application.id, `ready_at = app_now() - interval '1 minute'`)
  return application
}

describe('each organisation is read from its last ready change on (F22)', () => {
  it('and whole every ten seconds: what was committed late is seen then', async () => {
    const take = queue()
    const { orderNumber } = await register()
    expect(ordersIn(await take(['DIRECT']))).toEqual([orderNumber])
    const late = await wasReadyLong(await register())
    expect(await take(['DIRECT'])).toEqual([])
    const next = await register()
    expect(ordersIn(await take(['DIRECT']))).toEqual([next.orderNumber])
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_001)
    expect(ordersIn(await take(['DIRECT']))).toEqual([late.orderNumber])
  })

  it('unless something was passed over: what its store does not take now', async () => {
    const take = queue()
    const { orderNumber } = await wasReadyLong(await withFile())
    const plain = await register()
    expect(ordersIn(await take(['DIRECT'], []))).toEqual([plain.orderNumber])
    expect(ordersIn(await take(['DIRECT']))).toEqual([orderNumber])
  })

  it('unless something waits as it is: what the organisation’s key should sign', async () => {
    const take = queue()
    const { orderNumber } = await wasReadyLong(await withFile())
    const plain = await register()
    expect(ordersIn(await take(['DIRECT'], ['DIRECT'], 'no key'))).toEqual([plain.orderNumber])
    const told = await asWorker((tx) => tx.alarm.findMany({ where: { resolvedAt: null } }))
    expect(told).toMatchObject([{ kind: 'files.key', subject: 'FileKeyUnreadable', details: 'no key' }])
    expect(ordersIn(await take(['DIRECT']))).toEqual([orderNumber])
  })
})

it('what goes by a driver that refuses all waits, and that is told of this driver alone', async () => {
  const take = queue({ refuses: (driver) => ({ fault: `Shut${driver}`, text: `of ${driver}` }) })
  await register()
  expect(await take(['DIRECT', 'ADAPTER'])).toEqual([])
  const told = await asWorker((tx) => tx.alarm.findMany({ where: { resolvedAt: null } }))
  expect(told).toMatchObject([{ kind: 'send.stop', subject: 'ShutDIRECT', details: 'of DIRECT' }])
})

describe('what is taken', () => {
  it('is held from then on, and what cannot be read is put aside and held no more', async () => {
    const held = new Map<string, Claimed>()
    const take = queue({ perMessage: 1, held })
    const [bad, good] = [await register(), await register()]
    await alter(bad.id, `facts = facts - 'region'`)
    const messages = await take(['DIRECT'])
    expect(messages).toHaveLength(1)
    const [message] = messages
    expect(ordersIn(messages)).toEqual([good.orderNumber])
    expect(message).toMatchObject({ attempts: 1, mayBeTaken: false, toStore: false, driver: 'DIRECT' })
    expect([...held.values()]).toEqual([message])
    expect([...held.keys()]).toEqual([message?.leaseToken])
    expect(views(await card(bad.id))).toEqual([[1, 'technical']])
    expect((await card(bad.id)).steps[0]?.delivery.fault).toMatch(/^OwnCheck: region: invalid/)
  })

  it('has its files stored first, where the store takes them', async () => {
    await withFile()
    expect(await queue()(['DIRECT'])).toMatchObject([{ toStore: true }])
  })
})

import { afterEach, expect, it, vi } from 'vitest'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, views } from './desk.kit'
import { openSenders } from './tasks/deliver'

openDesk()
afterEach(() => vi.restoreAllMocks())

it('an address that becomes free while a sender looks for others is come back to (F8)', async () => {
  for (let n = 0; n < 12; n++) await register()
  let [silent, tries] = [true, 0]
  const smev: typeof desk.smev.gateway = {
    ...desk.smev.gateway,
    send: async (bytes, messageId) => {
      tries++
      return silent
        ? { verdict: 'retry', fault: 'Timeout', text: '' }
        : desk.smev.gateway.send(bytes, messageId)
    },
  }
  const senders = openSenders(smev, { perMessage: 1 })
  // As timers do that are a moment early: the address is not free yet, and is before the others have been looked through.
  const later = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, wait = 0) =>
    later(work, wait > 100 && wait < 2000 ? wait - 1 : wait)) as typeof setTimeout)
  senders.wake()
  await senders.idle()
  const before = tries
  await expect.poll(() => tries, { timeout: 5000 }).toBeGreaterThan(before + 1)
  silent = false
  await expect.poll(() => desk.smev.sent.length, { timeout: 10_000 }).toBe(12)
  await senders.stop()
})

it('a try of a silent address that hangs keeps no other from trying (F8)', async () => {
  for (let n = 0; n < 8; n++) await register()
  let [tries, goOn] = [0, () => {}]
  const smev: typeof desk.smev.gateway = {
    ...desk.smev.gateway,
    send: async (bytes, messageId) => {
      if (++tries <= 8) return { verdict: 'retry', fault: 'Timeout', text: '' }
      if (tries === 9) await new Promise<void>((done) => (goOn = done))
      return desk.smev.gateway.send(bytes, messageId)
    },
  }
  const senders = openSenders(smev, { perMessage: 1 })
  senders.wake()
  try {
    await expect
      .poll(() => (senders.wake(), desk.smev.sent.length), { timeout: 15_000, interval: 200 })
      .toBe(7)
  } finally {
    goOn()
    await senders.stop()
  }
})

it('a message that is full but for what cannot be read is full: what is left behind it leaves at once', async () => {
  const made = []
  for (let n = 0; n < 18; n++) made.push(await register())
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER deliveries_guard`
  await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${made[3]?.id}::uuid`
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER deliveries_guard`
  await client.$disconnect()
  let goOn = () => {}
  let tries = 0
  const smev: typeof desk.smev.gateway = {
    ...desk.smev.gateway,
    send: async (bytes, messageId) => {
      if (++tries === 1) await new Promise<void>((done) => (goOn = done))
      return desk.smev.gateway.send(bytes, messageId)
    },
  }
  await new Promise((done) => setTimeout(done, 300)) // none of them was saved just now
  const senders = openSenders(smev, { perMessage: 2, paceMs: 60_000 })
  senders.wake()
  await expect.poll(() => desk.smev.sent.length, { timeout: 5000 }).toBe(8)
  goOn()
  await senders.idle()
  await senders.stop()
  expect(desk.smev.sent).toHaveLength(9)
  expect(views(await card(made[3]?.id ?? ''))).toEqual([[1, 'technical']])
})

import { afterEach, expect, it, vi } from 'vitest'
import { desk, openDesk, register } from './desk.kit'
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

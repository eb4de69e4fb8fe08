import { afterEach, describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import type { Gateway, SendOutcome } from '@/lib/smev/gateway'
import { desk, openDesk, register } from './desk.kit'
import { openSenders, renewHeld, type Senders } from './tasks/deliver'
import { withFiles } from './with-files.kit'

openDesk()
let senders: Senders | undefined
let goOn = () => {}
afterEach(async () => {
  goOn()
  await senders?.stop()
  senders = undefined
  await asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`)
})

const late: SendOutcome = { verdict: 'retry', fault: 'Timeout', text: '' }
const isTold = async (kind: string) =>
  (await asWorker((tx) => tx.alarm.count({ where: { kind, resolvedAt: null } }))) > 0
const by = (given: Partial<Gateway>) => {
  senders = openSenders({ ...desk.smev.gateway, ...given }, { perMessage: 1 })
  return senders
}
const until = (check: () => unknown) =>
  expect.poll(async () => (senders?.wake(), check()), { timeout: 15_000, interval: 100 })

describe('the silence of an address', () => {
  it('is over with the first answer: what it had put off goes, however far', async () => {
    let isSilent = false
    by({ send: async (bytes, id) => (isSilent ? late : desk.smev.gateway.send(bytes, id)) })
    await register()
    await until(() => desk.smev.sent.length).toBe(1)
    isSilent = true
    for (let n = 0; n < 4; n++) await register()
    await until(() => isTold('send.down')).toBe(true)
    const putOff = () =>
      asWorker(
        (tx) => tx.$executeRaw`UPDATE messages SET next_attempt_at = app_now() + interval '1 hour'
          WHERE state = 'PREPARED' AND lease_token IS NULL AND next_attempt_at < app_now() + interval '1 hour'`,
      )
    let most = 0
    await until(async () => (most += await putOff())).toBeGreaterThanOrEqual(3)
    isSilent = false
    await register()
    await until(() => desk.smev.sent.length).toBe(6)
    expect(await isTold('send.down')).toBe(false)
  })

  it('that is over keeps nothing that hangs still waiting for longer, and is not told anew by it', async () => {
    let sends = 0
    const waits = new Promise<void>((done) => (goOn = done))
    by({
      send: async (bytes, id) => {
        if (++sends <= 3) return late
        if (sends > 4) return desk.smev.gateway.send(bytes, id)
        await waits
        return late
      },
    })
    for (let n = 0; n < 3; n++) await register()
    await until(() => desk.smev.sent.length).toBe(2)
    await asWorker((tx) => tx.$executeRaw`UPDATE messages SET attempts = 20 WHERE state = 'PREPARED'`)
    goOn()
    await until(() => desk.smev.sent.length).toBe(3)
    expect(await isTold('send.down')).toBe(false)
  })

  it('is not over with a message that ended on the way there', async () => {
    for (let n = 0; n < 3; n++) await register()
    let prepared = 0
    const prepare: Gateway['prepare'] = (message) =>
      ++prepared > 3
        ? { ok: false, verdict: 'stop', fault: 'NoRoute', errors: ['words'] }
        : desk.smev.gateway.prepare(message)
    by({ prepare, send: async () => late })
    await until(() => isTold('send.down')).toBe(true)
    await register()
    await until(() => isTold('send.stop')).toBe(true)
    expect(await isTold('send.down')).toBe(true)
  })

  it.each(['send.down', 'store.down'] as const)(
    'that a process told of which is gone (%s) is over with the first answer to another, whatever came before it',
    async (kind) => {
      await withFiles(3)
      await asWorker((tx) => raiseAlarm(tx, kind, 'DIRECT', 'of a process that was killed'))
      let [sends, uploads] = [0, 0]
      by({
        send: async (bytes, id) => (++sends === 1 ? late : desk.smev.gateway.send(bytes, id)),
        upload: async () =>
          ++uploads === 1 ? { ok: false, verdict: 'retry', fault: 'Timeout', text: '' } : { ok: true },
      })
      await until(() => isTold(kind)).toBe(false)
    },
  )

  it('of the store of files: one file a second tries it at most', async () => {
    await withFiles(8)
    const begun: number[] = []
    by({
      upload: async () => {
        begun.push(performance.now())
        return { ok: false, verdict: 'retry', fault: 'Timeout', text: '' }
      },
    })
    await until(() => begun.length).toBe(8)
    const gaps = begun.slice(1).map((at, n) => at - (begun[n] ?? 0))
    expect(Math.min(...gaps.slice(-2))).toBeGreaterThan(900)
  })
})

it('what a process holds is prolonged also once its files are with the store', async () => {
  await withFiles(1)
  const asked = new Promise<void>((begun) => {
    const waits = new Promise<void>((done) => (goOn = done))
    by({ send: async (bytes, id) => (begun(), await waits, desk.smev.gateway.send(bytes, id)) }).wake()
  })
  await asked
  const ended = await asWorker(
    (tx) => tx.$executeRaw`UPDATE messages SET lease_until = app_now() WHERE state = 'PREPARED'`,
  )
  await renewHeld()
  const held = () =>
    asWorker(
      (tx) =>
        tx.$queryRaw`SELECT id FROM messages WHERE state = 'PREPARED' AND lease_until > app_now() + interval '1 second'`,
    )
  expect([ended, await held()]).toEqual([1, [{ id: expect.any(String) }]])
  goOn()
})

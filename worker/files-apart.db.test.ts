import { renameSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import type { Gateway } from '@/lib/smev/gateway'
import { pathOf } from '@/scripts/testing/path-of'
import { card, desk, openDesk, passDelays, register } from './desk.kit'
import { deliver, openSenders, type Senders } from './tasks/deliver'
import { withFiles } from './with-files.kit'

openDesk()
afterEach(() =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`),
)

const state = async (id: string) => (await card(id)).steps[0]?.delivery.state
const open = (kind: string) => asWorker((tx) => tx.alarm.findFirst({ where: { kind, resolvedAt: null } }))
const silent: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Timeout', text: '' })

describe('a store of files that is silent', () => {
  it('is told, tried by one at a time, and what it put off goes when it answers; what has no files goes meanwhile', async () => {
    const files = await withFiles(8)
    const { gateway } = desk.smev
    let [uploads, isSilent] = [0, true]
    const upload: Gateway['upload'] = async (file) => (uploads++, isSilent ? silent(file) : { ok: true })
    const senders = openSenders({ ...gateway, upload }, { perMessage: 1 })
    const until = (check: () => Promise<void>) =>
      vi.waitFor(() => (senders.wake(), check()), { timeout: 15_000, interval: 100 })
    try {
      await until(async () => expect(await open('store.down')).toMatchObject({ subject: 'DIRECT' }))
      expect(uploads).toBeLessThan(files.length)
      expect(await open('send.down')).toBeNull()
      const plain = await register()
      await until(async () => expect(await state(plain.id)).toBe('SENT'))
      isSilent = false
      await until(async () => {
        expect(await Promise.all(files.map(({ id }) => state(id)))).toEqual(files.map(() => 'SENT'))
      })
      expect(await open('store.down')).toBeNull()
    } finally {
      await senders.stop()
    }
  })

  it('has three senders at most, however many messages with files are due', async () => {
    await withFiles(8)
    const { gateway } = desk.smev
    const busy: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
    await deliver({ ...gateway, upload: busy }, 1)
    expect(await asWorker((tx) => tx.message.count({ where: { state: 'PREPARED' } }))).toBe(8)
    await passDelays()
    let [waiting, most] = [0, 0]
    let answer = () => {}
    const answered = new Promise<void>((done) => (answer = done))
    const upload: Gateway['upload'] = async () => {
      most = Math.max(most, ++waiting)
      await answered
      waiting--
      return { ok: true }
    }
    const senders = openSenders({ ...gateway, upload }, { perMessage: 1 })
    senders.wake()
    try {
      await vi.waitFor(() => expect(waiting).toBe(3), 10_000)
      const plain = await register()
      await vi.waitFor(
        async () => {
          senders.wake()
          expect(await state(plain.id)).toBe('SENT')
        },
        { timeout: 10_000, interval: 100 },
      )
      expect(most).toBe(3)
    } finally {
      answer()
      await senders.stop()
    }
  })

  it('is told no more once it answers, whoever asked before it was silent, or told of it and is gone', async () => {
    await withFiles(4)
    const { gateway } = desk.smev
    let [uploads, isSilent, answer] = [0, true, () => {}]
    const answered = new Promise<void>((done) => (answer = done))
    const upload: Gateway['upload'] = async (file) => {
      if (++uploads > 1) return isSilent ? silent(file) : { ok: true }
      await answered
      return { ok: true }
    }
    await asWorker((tx) => raiseAlarm(tx, 'send.down', 'DIRECT', 'of a process that was killed'))
    const senders = openSenders({ ...gateway, upload }, { perMessage: 1 })
    senders.wake()
    try {
      await vi.waitFor(async () => expect(await open('store.down')).not.toBeNull(), 10_000)
      isSilent = false
      answer()
      await vi.waitFor(
        async () => expect([await open('store.down'), await open('send.down')]).toEqual([null, null]),
        10_000,
      )
    } finally {
      await senders.stop()
    }
  })

  it('keeps no try of a silent СМЭВ waiting while it takes a large file', async () => {
    await withFiles(1)
    for (let n = 0; n < 4; n++) await register()
    let [uploads, tries, answer] = [0, 0, () => {}]
    const answered = new Promise<void>((done) => (answer = done))
    const smev: Gateway = {
      ...desk.smev.gateway,
      upload: async () => (uploads++, await answered, { ok: true }),
      send: async () => (tries++, { verdict: 'retry', fault: 'Timeout', text: '' }),
    }
    const senders = openSenders(smev, { perMessage: 1 })
    const until = (check: () => void) =>
      vi.waitFor(async () => (await passDelays(), senders.wake(), check()), {
        timeout: 10_000,
        interval: 100,
      })
    try {
      await until(() => expect(Math.min(uploads, tries - 2)).toBe(1))
      const before = tries
      await until(() => expect(tries).toBeGreaterThanOrEqual(before + 2))
    } finally {
      answer()
      await senders.stop()
    }
  })

  it('says nothing of the address of messages, which may be silent too', async () => {
    const [own] = await withFiles(1)
    const { gateway, outcomes } = desk.smev
    const others = [await register(), await register(), await register()]
    outcomes.push(...others.map(() => ({ verdict: 'retry' as const, fault: 'Timeout', text: '' })))
    let uploads = 0
    const senders = openSenders(
      { ...gateway, upload: (file) => (uploads++, silent(file)) },
      { perMessage: 1 },
    )
    senders.wake()
    try {
      await vi.waitFor(async () => expect(await open('send.down')).not.toBeNull(), 10_000)
      const before = uploads
      await asWorker(
        (tx) => tx.$executeRaw`
          UPDATE messages m SET next_attempt_at = app_now() + CASE WHEN d.application_id = ${own?.id}::uuid
            THEN interval '0' ELSE interval '1 hour' END
          FROM deliveries d WHERE d.message_id = m.id AND m.state = 'PREPARED'`,
      )
      await vi.waitFor(() => (senders.wake(), expect(uploads).toBeGreaterThan(before)), {
        timeout: 10_000,
        interval: 100,
      })
    } finally {
      await senders.stop()
    }
    expect(await open('send.down')).not.toBeNull()
  })
})

it('a file that is not on the disk keeps its own change alone, and it goes once the file is back', async () => {
  const [lost, whole] = await withFiles(2)
  if (!lost || !whole) throw new Error('there are two')
  const place = pathOf(createHash('sha256').update(lost.text).digest())
  renameSync(place, `${place}.away`)
  const sent = desk.smev.sent.length
  await deliver(desk.smev.gateway, 100)
  expect(desk.smev.sent).toHaveLength(sent + 1)
  expect(await state(whole.id)).toBe('SENT')
  const [step] = (await card(lost.id)).steps
  expect(step?.delivery.state).toBe('QUEUED')
  expect(step?.delivery.fault).toMatch(/^FileIsMissing: /)
  expect(await open('files.missing')).toMatchObject({ subject: 'FileIsMissing', times: 1 })
  await deliver(desk.smev.gateway, 100)
  expect(desk.smev.sent, 'not tried at once again').toHaveLength(sent + 1)
  renameSync(`${place}.away`, place)
  await passDelays()
  await deliver(desk.smev.gateway, 100)
  expect(await state(lost.id)).toBe('SENT')
})

it.each([
  ['', register],
  [' (with a file)', () => withFiles(1)],
])(
  'what a living worker could not do is tried after a while, told when that goes on, and is no death of a worker%s',
  async (_, begin) => {
    await begin()
    const { gateway } = desk.smev
    const sent = desk.smev.sent.length
    let isBroken = true
    const seal: Gateway['seal'] = (bytes) =>
      isBroken ? Promise.reject(new TypeError('broken')) : gateway.seal(bytes)
    const openOnes = () => openSenders({ ...gateway, seal }, { perMessage: 1 })
    const senders = openOnes()
    const another = openOnes()
    const state = () =>
      asWorker((tx) =>
        tx.message.findFirstOrThrow({ where: { state: 'PREPARED' }, orderBy: { createdAt: 'desc' } }),
      )
    const tried = async (by: Senders, attempts: number) => {
      await passDelays()
      by.wake()
      await vi.waitFor(async () => expect(await state()).toMatchObject({ attempts, leaseToken: null }), 5000)
    }
    try {
      for (let times = 1; times <= 4; times++) {
        await tried(senders, times)
        const { deaths, lastFault, nextAttemptAt } = await state()
        expect([deaths, lastFault]).toEqual([0, times < 4 ? 'OwnTrouble: TypeError' : 'OwnError: TypeError'])
        const delay = (nextAttemptAt.getTime() - now().getTime()) / 1000
        expect(delay).toBeGreaterThan([0, 2, 7, 15, 500][times] ?? 0)
        expect((await open('send.ask'))?.subject).toBe(times < 4 ? undefined : 'OwnError')
      }
      await tried(another, 5)
      expect((await state()).lastFault, 'he was told, by whichever process').toBe('OwnError: TypeError')
      isBroken = false
      await passDelays()
      another.wake()
      await vi.waitFor(() => expect(desk.smev.sent).toHaveLength(sent + 1), 5000)
      await vi.waitFor(async () => expect(await open('send.ask')).toBeNull(), 5000)
    } finally {
      await Promise.all([senders.stop(), another.stop()])
    }
  },
)

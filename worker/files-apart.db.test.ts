import { renameSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { attachFile } from '@/lib/files/attach-file'
import type { Gateway } from '@/lib/smev/gateway'
import { pathOf } from '@/scripts/testing/path-of'
import { card, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { deliver, openSenders } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()
afterEach(() =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`),
)

type Changed = { id: string; text: string }

/** Accepted applications whose next change carries a file. */
async function withFiles(count: number): Promise<Changed[]> {
  const registered = []
  for (let n = 0; n < count; n++) registered.push(await register())
  const place = desk.smev.sent.length
  await deliver(desk.smev.gateway, 1)
  for (const [n, { bytes }] of desk.smev.sent.slice(place).entries())
    for (const { orderNumber } of registered)
      if (bytes.includes(`>${orderNumber}<`)) reply(place + n, orderNumber)
  await pollAnswers(desk.smev.gateway)
  return Promise.all(registered.map(({ id }) => change(id)))
}

async function change(id: string): Promise<Changed> {
  const text = `%PDF-1.7\n${crypto.randomUUID()}`
  const file = await attachFile(desk.planted.clerk, {
    applicationId: id,
    name: 'a.pdf',
    body: new Blob([text]).stream(),
  })
  await changeStatus(desk.planted.clerk, {
    applicationId: id,
    version: (await card(id)).version,
    idempotencyKey: crypto.randomUUID(),
    status: 7,
    statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds: [file.id],
  })
  return { id, text }
}
const state = async (id: string) => (await card(id)).steps[0]?.delivery.state
const open = (kind: string) => asWorker((tx) => tx.alarm.findFirst({ where: { kind, resolvedAt: null } }))
const silent: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Timeout', text: '' })

describe('a store of files that is silent', () => {
  it('is told, tried by one at a time, and what it put off goes when it answers; what has no files goes meanwhile', async () => {
    const files = await withFiles(8)
    const { gateway } = desk.smev
    let [uploads, isSilent] = [0, true]
    const upload: Gateway['upload'] = async (file) => (uploads++, isSilent ? silent(file) : { ok: true })
    const senders = openSenders({ ...gateway, upload }, 1)
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

  it('leaves senders to others, however many files wait', async () => {
    await withFiles(8)
    const { gateway } = desk.smev
    let waiting = 0
    let answer = () => {}
    const answered = new Promise<void>((done) => (answer = done))
    const upload = async () => {
      waiting++
      await answered
      return { ok: true as const }
    }
    const senders = openSenders({ ...gateway, upload }, 1)
    senders.wake()
    try {
      await vi.waitFor(() => expect(waiting).toBeGreaterThan(0))
      const plain = await register()
      await vi.waitFor(
        async () => {
          senders.wake()
          expect(await state(plain.id)).toBe('SENT')
        },
        { timeout: 10_000, interval: 100 },
      )
    } finally {
      answer()
      await senders.stop()
    }
  })

  it('says nothing of the address of messages, which may be silent too', async () => {
    const [changed] = await withFiles(1)
    const { gateway, outcomes } = desk.smev
    const others = [await register(), await register(), await register()]
    outcomes.push(...others.map(() => ({ verdict: 'retry' as const, fault: 'Timeout', text: '' })))
    let uploads = 0
    const senders = openSenders({ ...gateway, upload: (file) => (uploads++, silent(file)) }, 1)
    senders.wake()
    try {
      await vi.waitFor(async () => expect(await open('send.down')).not.toBeNull(), 10_000)
      const before = uploads
      await asWorker(
        (tx) => tx.$executeRaw`
          UPDATE messages m SET next_attempt_at = app_now() + CASE WHEN d.application_id = ${changed?.id}::uuid
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

it('what a living worker could not do is tried after a while, and is no death of a worker', async () => {
  await register()
  const { gateway } = desk.smev
  const broken = { ...gateway, seal: () => Promise.reject(new TypeError('broken')) }
  for (let n = 0; n < 5; n++) {
    await expect(deliver(broken, 1)).rejects.toThrow('broken')
    const [message] = await asWorker((tx) =>
      tx.message.findMany({ where: { state: 'PREPARED' }, orderBy: { createdAt: 'desc' }, take: 1 }),
    )
    expect(message).toMatchObject({
      leaseToken: null,
      deaths: 0,
      attempts: n + 1,
      lastFault: 'OwnError: TypeError',
    })
    expect(message?.nextAttemptAt.getTime()).toBeGreaterThan(now().getTime() + 3000)
    await passDelays()
  }
  await deliver(gateway, 1)
  expect(desk.smev.sent).toHaveLength(1)
})

import { createHash } from 'node:crypto'
import { renameSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway } from '@/lib/smev/gateway'
import { pathOf } from '@/scripts/testing/path-of'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, passDelays, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { withFile } from './with-files.kit'

openDesk()
afterEach(() =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`),
)

const told = () => asWorker((tx) => tx.alarm.findMany({ where: { resolvedAt: null } }))

it('what cannot be ended now is left for ten seconds, no death of a worker, and keeps no other waiting', async () => {
  const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
  const bad = await register()
  await deliver({ ...desk.smev.gateway, seal })
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${bad.id}::uuid`
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  const good = await register()
  await passDelays()
  await client.$executeRaw`REVOKE INSERT ON audit_events FROM elk_worker`
  await deliver(desk.smev.gateway)
  await client.$executeRaw`GRANT INSERT ON audit_events TO elk_worker`
  const [message] = await client.message.findMany({ where: { state: 'PREPARED' } })
  await client.$disconnect()
  expect(message).toMatchObject({
    leaseToken: null,
    deaths: 0,
    lastFault: expect.stringMatching(/^OwnTrouble: /),
  })
  expect([views(await card(bad.id)), views(await card(good.id))]).toEqual([[[1, 'retry']], [[1, 'sent']]])
  await passDelays()
  await deliver(desk.smev.gateway)
  expect(views(await card(bad.id))).toEqual([[1, 'technical']])
})

it('whoever ends a message that it took waits for its applications before it holds the message', async () => {
  const { id } = await register()
  const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
  await deliver({ ...desk.smev.gateway, seal })
  await passDelays()
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${id}::uuid`
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  let claimed: Promise<unknown> = Promise.resolve()
  await client.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT FROM applications WHERE id = ${id}::uuid FOR NO KEY UPDATE`
      claimed = claimMessages(1, mintMessageId)
      await vi.waitFor(async () => {
        const [row] = await client.$queryRaw<[{ n: bigint }]>`
        SELECT count(*) AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`
        expect(row.n).toBe(1n)
      }, 5000)
      await tx.$queryRaw`SELECT FROM messages m JOIN deliveries d ON d.message_id = m.id
      WHERE d.application_id = ${id}::uuid FOR UPDATE OF m NOWAIT`
    },
    { timeout: 20_000 },
  )
  await client.$disconnect()
  expect(await claimed).toEqual([])
  expect(views(await card(id))).toEqual([[1, 'technical']])
})

it.each([0, 3, 4])(
  'a change by which its message cannot be made, a defect of ours, waits by itself: number %i of five',
  async (at) => {
    const all: Awaited<ReturnType<typeof register>>[] = []
    for (let n = 0; n < 5; n++) all.push(await register())
    const bad = all[at]
    let isBroken = true
    const prepare: Gateway['prepare'] = (message) => {
      if (isBroken && message.orders.some(({ orderNumber }) => orderNumber === bad?.orderNumber))
        throw new TypeError('broken')
      return desk.smev.gateway.prepare(message)
    }
    const sent = async () => {
      await deliver({ ...desk.smev.gateway, prepare }, 5)
      return Promise.all(all.map(async ({ id }) => views(await card(id))[0]?.[1]))
    }
    expect(await sent()).toEqual(all.map((one) => (one === bad ? 'queued' : 'sent')))
    expect((await card(bad?.id ?? '')).steps[0]?.delivery).toMatchObject({ fault: 'OwnError: TypeError' })
    expect(await told()).toMatchObject([{ kind: 'send.ask', subject: 'OwnError', details: 'TypeError' }])
    isBroken = false
    expect(await sent()).toContain('queued')
    await passDelays()
    expect(await sent()).toEqual(all.map(() => 'sent'))
  },
)

it('what throws for all, or for none alone, waits as it is', async () => {
  const all = []
  for (let n = 0; n < 3; n++) all.push(await register())
  for (const most of [0, 1]) {
    const prepare: Gateway['prepare'] = (message) => {
      if (message.orders.length > most) throw new TypeError('broken')
      return desk.smev.gateway.prepare(message)
    }
    await passDelays()
    await expect(deliver({ ...desk.smev.gateway, prepare }, 3)).rejects.toThrow('broken')
    for (const { id } of all)
      expect((await card(id)).steps[0]?.delivery).toMatchObject({
        state: 'SENDING',
        fault: 'OwnTrouble: TypeError',
      })
  }
})

describe('what is restored from the journal, and may have been taken', () => {
  /** As reconciling makes it: without its bytes. */
  async function restored() {
    const both = [await register(), await register()] as const
    const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
    await deliver({ ...desk.smev.gateway, seal }, 100)
    await asWorker(
      (tx) => tx.$executeRaw`UPDATE messages SET may_be_taken = true, deaths = 9 WHERE state = 'PREPARED'`,
    )
    const [message] = await asWorker((tx) => tx.message.findMany({ where: { state: 'PREPARED' } }))
    await passDelays()
    const now = () => asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id: message?.id ?? '' } }))
    return { both, now }
  }

  it('waits ten minutes when workers died at it, and leaves under its own id, as what may have left before', async () => {
    const { both, now } = await restored()
    await asWorker(
      (tx) =>
        tx.$executeRaw`UPDATE messages SET lease_token = gen_random_uuid(), lease_until = app_now(), deaths = 32767 WHERE state = 'PREPARED'`,
    )
    const send = vi.fn(desk.smev.gateway.send)
    await deliver({ ...desk.smev.gateway, send })
    expect(await now()).toMatchObject({
      state: 'PREPARED',
      leaseToken: null,
      lastFault: 'WorkerDied: 32767 workers ended while this was prepared',
    })
    expect(await told()).toMatchObject([{ kind: 'send.poison' }])
    await passDelays()
    await deliver({ ...desk.smev.gateway, send })
    expect(await now()).toMatchObject({ state: 'SENT', deaths: 0 })
    for (const { id } of both) expect(views(await card(id))).toEqual([[1, 'sent']])
    expect(send).toHaveBeenCalledExactlyOnceWith(expect.any(Buffer), (await now()).id, true)
  })

  it.each([
    ['is not on this server', 'FileIsMissing'],
    ['no store takes', 'FileTooLarge'],
  ])('whose file %s waits as it is, and is told', async (_, fault) => {
    const { id, text } = await withFile()
    const busy: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
    await deliver({ ...desk.smev.gateway, upload: busy })
    await asWorker((tx) => tx.$executeRaw`UPDATE messages SET may_be_taken = true WHERE state = 'PREPARED'`)
    await passDelays()
    const place = pathOf(createHash('sha256').update(text).digest())
    if (fault === 'FileIsMissing') renameSync(place, `${place}.away`)
    const tooLarge: Gateway['upload'] = async () => ({ ok: false, verdict: 'fix', fault, text: 'words' })
    await deliver({ ...desk.smev.gateway, upload: tooLarge })
    if (fault === 'FileIsMissing') renameSync(`${place}.away`, place)
    expect((await card(id)).steps[0]?.delivery).toMatchObject({ state: 'SENDING' })
    expect(await told()).toMatchObject([{ kind: 'send.ask', subject: fault }])
    expect(desk.smev.sent).toHaveLength(1)
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(views(await card(id))[0]).toEqual([2, 'sent'])
  })

  it.each(['that our own check stops', 'of which a change throws'])('%s waits as it is', async (what) => {
    const { both, now } = await restored()
    const prepare: Gateway['prepare'] = (message) => {
      if (what === 'that our own check stops') return { ok: false, errors: ['words'] }
      if (message.orders.some(({ orderNumber }) => orderNumber === both[0].orderNumber))
        throw new TypeError('broken')
      return desk.smev.gateway.prepare(message)
    }
    await deliver({ ...desk.smev.gateway, prepare }).catch(() => undefined)
    expect(await now()).toMatchObject({ state: 'PREPARED', mayBeTaken: true, leaseToken: null })
    for (const { id } of both) expect((await card(id)).steps[0]?.delivery.state).toBe('SENDING')
  })

  it('of which a change cannot be read waits as it is, and is told', async () => {
    const { both, now } = await restored()
    const client = owner()
    await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
    await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${both[0].id}::uuid`
    await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    expect(await now()).toMatchObject({ state: 'PREPARED', lastFault: 'OwnCheck: the facts cannot be read' })
    expect(desk.smev.sent).toEqual([])
    expect(await told()).toMatchObject([{ kind: 'send.ask', subject: 'OwnCheck' }])
  })
})

it('bytes that were written leave, though a change of theirs can no more be read', async () => {
  const { id } = await register()
  desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
  await deliver(desk.smev.gateway)
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRaw`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = ${id}::uuid`
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  await client.$disconnect()
  await passDelays()
  await deliver(desk.smev.gateway)
  expect(desk.smev.sent).toHaveLength(2)
  expect(desk.smev.sent[1]).toEqual(desk.smev.sent[0])
  expect(await asWorker((tx) => tx.message.count({ where: { state: 'SENT' } }))).toBe(1)
})

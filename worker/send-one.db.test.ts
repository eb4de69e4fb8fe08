import { renameSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { hasFiles } from '@/lib/delivery/message-files'
import { pendingAnswers } from '@/lib/delivery/pending-answers'
import { settleSend, type Claimed } from '@/lib/delivery/send-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway, SendOutcome } from '@/lib/smev/gateway'
import { pathOf } from '@/scripts/testing/path-of'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, passDelays, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { sendOne, type Means } from './tasks/send-one'
import { withFile } from './with-files.kit'

openDesk()
afterEach(() =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`),
)

const late: SendOutcome = { verdict: 'retry', fault: 'Timeout', text: '' }
const means: Means = {
  signing: async () => undefined,
  upload: async () => ({ ok: true }),
  tell: () => {},
}
const messageOf = ({ id }: Claimed) => asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id } }))
const alarm = (kind: string) => asWorker((tx) => tx.alarm.findFirst({ where: { kind, resolvedAt: null } }))
const stepOf = async (id: string) => (await card(id)).steps[0]?.delivery
const recordOf = ({ id }: Claimed) =>
  asWorker((tx) =>
    tx.auditEvent.findMany({
      where: { action: 'delivery.refusedId', details: { path: ['messageId'], equals: id } },
      select: { details: true },
    }),
  )
const claim = async (...given: [by?: ['DIRECT'], storing?: []]) => {
  await passDelays()
  const [message] = await claimMessages(9, mintMessageId, ...given)
  if (!message) throw new Error('nothing is due')
  return message
}

/** As nobody may. */
async function asOwner(statement: string) {
  const client = owner()
  await client.$executeRaw`ALTER TABLE deliveries DISABLE TRIGGER USER`
  await client.$executeRawUnsafe(statement)
  await client.$executeRaw`ALTER TABLE deliveries ENABLE TRIGGER USER`
  await client.$disconnect()
}

/** So many changes in one message, of which no bytes were made: its gateway could not. */
async function unmade(count: number) {
  const all = []
  for (let n = 0; n < count; n++) all.push(await register())
  const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
  await deliver({ ...desk.smev.gateway, seal }, 100)
  return all
}

/** The same with a file, which the store did not take. */
async function unmadeWithFile() {
  const made = await withFile()
  const upload: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
  await deliver({ ...desk.smev.gateway, upload })
  return made
}

describe('our own check', () => {
  const picky = (bad: (orders: string[]) => boolean): Gateway => ({
    ...desk.smev.gateway,
    prepare: (message) =>
      bad(message.orders.map(({ orderNumber }) => orderNumber))
        ? { ok: false, errors: [`${message.orders.length} of them`] }
        : desk.smev.gateway.prepare(message),
  })

  it('puts aside each that it blames, and the rest leave', async () => {
    const all = await unmade(3)
    const bad = all.slice(0, 2).map(({ orderNumber }) => orderNumber)
    await sendOne(
      picky((orders) => orders.some((one) => bad.includes(one))),
      await claim(),
      means,
    )
    for (const { id } of all.slice(0, 2))
      expect(await stepOf(id)).toMatchObject({ view: 'technical', fault: 'OwnCheck: 1 of them' })
    expect(views(await card(all[2]?.id ?? ''))).toEqual([[1, 'sent']])
  })

  it('that blames none alone puts all aside', async () => {
    const all = await unmade(2)
    await sendOne(
      picky((orders) => orders.length > 1),
      await claim(),
      means,
    )
    for (const { id } of all)
      expect(await stepOf(id)).toMatchObject({ view: 'technical', fault: 'OwnCheck: 2 of them' })
    expect(desk.smev.sent).toEqual([])
  })

  it('is written down with 2000 signs at most', async () => {
    const [one] = await unmade(1)
    const prepare: Gateway['prepare'] = () => ({ ok: false, errors: ['e'.repeat(3000)] })
    await sendOne({ ...desk.smev.gateway, prepare }, await claim(), means)
    expect((await stepOf(one?.id ?? ''))?.fault).toBe(`OwnCheck: ${'e'.repeat(2000)}`)
  })
})

describe('the gateway', () => {
  it('is told whether the bytes may have left before', async () => {
    await unmade(1)
    const send = vi.fn<Gateway['send']>(async () => late)
    for (const again of [false, true]) {
      const message = await claim()
      await sendOne({ ...desk.smev.gateway, send }, message, means)
      expect(send).toHaveBeenLastCalledWith(expect.any(Buffer), message.id, again)
    }
  })

  it('that cannot sign has sent nothing, whatever it says', async () => {
    const [one] = await unmade(1)
    const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'taken', fault: 'Odd', text: '' })
    const message = await claim()
    await sendOne({ ...desk.smev.gateway, seal }, message, means)
    expect(await messageOf(message)).toMatchObject({
      state: 'PREPARED',
      mayBeTaken: false,
      lastFault: 'Odd',
    })
    expect(views(await card(one?.id ?? ''))).toEqual([[1, 'retry']])
  })

  it('that could not sign again leaves what nobody was known to have as it was', async () => {
    await unmade(1)
    const refused: SendOutcome = { verdict: 'retry', fault: 'ConnectionRefused', text: '' }
    desk.smev.outcomes.push(refused)
    await sendOne(desk.smev.gateway, await claim(), means)
    const message = await claim()
    expect(message.sealed).not.toBeNull()
    const seal: Gateway['seal'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
    await sendOne({ ...desk.smev.gateway, seal }, message, means)
    expect((await messageOf(message)).mayBeTaken).toBe(false)
  })
})

describe('a worker whose lease is over', () => {
  it('sends nothing, and settles nothing', async () => {
    const [one] = await unmade(1)
    const message = await claim()
    const stale = { ...message, leaseToken: crypto.randomUUID() }
    await sendOne(desk.smev.gateway, stale, means)
    expect(desk.smev.sent).toEqual([])
    for (const verdict of ['newId', 'fix', 'retry', 'taken'] as const)
      await settleSend(stale, { verdict, fault: 'Odd', text: '' }, mintMessageId)
    expect(await messageOf(message)).toMatchObject({
      state: 'PREPARED',
      leaseToken: message.leaseToken,
      sentAt: null,
    })
    expect(await stepOf(one?.id ?? '')).toMatchObject({ state: 'SENDING' })
  })
})

it('what СМЭВ said of a send is kept, and nobody has to read or acknowledge it', async () => {
  await unmade(1)
  const message = await claim()
  const raw = Buffer.from(`<fault>${message.id}</fault>`)
  await settleSend(message, { verdict: 'retry', fault: 'Odd', text: '', raw }, mintMessageId)
  const kept = await asWorker((tx) =>
    tx.envelope.findMany({ where: { direction: 'IN', originalMessageId: message.id } }),
  )
  expect(kept).toMatchObject([
    {
      operation: 'SendRequest',
      driver: 'DIRECT',
      organisationId: desk.planted.organisationId,
      processedAt: expect.any(Date),
      ackedAt: expect.any(Date),
    },
  ])
  expect(kept.map(({ body }) => Buffer.from(body ?? ''))).toEqual([raw])
  expect(await pendingAnswers(10, 0n)).toEqual([])
})

it('what came of a send is written down with 2000 signs at most, for the alarm with 1000', async () => {
  await unmade(1)
  const message = await claim()
  await settleSend(message, { verdict: 'ask', fault: 'Odd', text: 't'.repeat(3000) }, mintMessageId)
  expect((await messageOf(message)).lastFault).toBe(`Odd: ${'t'.repeat(1995)}`)
  expect((await alarm('send.ask'))?.details).toBe('t'.repeat(1000))
})

describe('a message that may not go as it is taken up', () => {
  it('of which a change cannot be read: that one fails, the others go under another id, on record', async () => {
    const [bad, good] = await unmade(2)
    const message = await claim()
    await settleSend(message, late, mintMessageId)
    await asOwner(`UPDATE deliveries SET facts = facts - 'region' WHERE application_id = '${bad?.id}'`)
    await expect(claim()).rejects.toThrow('nothing is due')
    expect(await messageOf(message)).toMatchObject({
      state: 'REFUSED',
      lastFault: 'OwnCheck: the facts cannot be read',
      leaseToken: null,
    })
    expect(await stepOf(bad?.id ?? '')).toMatchObject({
      view: 'technical',
      fault: 'OwnCheck: the facts cannot be read',
    })
    expect(await stepOf(good?.id ?? '')).toMatchObject({ state: 'QUEUED' })
    expect(await recordOf(message)).toEqual([{ details: { messageId: message.id, verdict: 'fix' } }])
  })

  it('by a driver that its organisation has no more: it goes by the new one, on record', async () => {
    const [one] = await unmade(1)
    const message = await claim()
    await settleSend(message, late, mintMessageId)
    const by = (driver: string) =>
      asOwner(`UPDATE organisations SET smev_driver = ${driver} WHERE id = '${desk.planted.organisationId}'`)
    await by(`'ADAPTER'`)
    await expect(claim())
      .rejects.toThrow('nothing is due')
      .finally(() => by('NULL'))
    expect((await messageOf(message)).lastFault).toBe('DriverChanged: DIRECT → ADAPTER')
    expect(await stepOf(one?.id ?? '')).toMatchObject({ state: 'QUEUED' })
    expect(await recordOf(message)).toEqual([{ details: { messageId: message.id, verdict: 'driver' } }])
  })
})

describe('a message with a file', () => {
  it('is one for the store while it has not got it, and that takes it', async () => {
    await unmadeWithFile()
    const message = await claim()
    expect([message.toStore, message.changes.every(hasFiles)]).toEqual([true, true])
    desk.smev.outcomes.push(late)
    await sendOne(desk.smev.gateway, message, means)
    expect((await claim(['DIRECT'], [])).toStore, 'it has it by now').toBe(false)
    await unmade(1)
    expect((await claim()).toStore, 'no file').toBe(false)
  })

  it('which the organisation’s key should sign waits while that cannot be read', async () => {
    await unmadeWithFile()
    const message = await claim()
    const signing: Means['signing'] = async () => ({ problem: 'no key', sign: async (_, facts) => facts })
    await sendOne(desk.smev.gateway, message, { ...means, signing })
    expect((await messageOf(message)).lastFault).toBe('FileKeyUnreadable: no key')
    expect(await alarm('send.stop')).toMatchObject({ subject: 'FileKeyUnreadable', details: 'no key' })
  })

  it('that is away is named to whoever looks for it', async () => {
    const { id, text } = await unmadeWithFile()
    const place = pathOf(createHash('sha256').update(text).digest())
    const message = await claim()
    const fileId = message.changes[0]?.facts.status.attachments[0]?.fileId
    renameSync(place, `${place}.away`)
    await sendOne(desk.smev.gateway, message, means).finally(() => renameSync(`${place}.away`, place))
    expect((await stepOf(id))?.fault).toBe(`FileIsMissing: ${fileId}`)
    expect(await alarm('files.missing')).toMatchObject({ subject: 'FileIsMissing', details: fileId })
  })
})

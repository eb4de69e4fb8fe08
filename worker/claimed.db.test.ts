import { renameSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { leaveOut, putAside, settleSend, type Claimed } from '@/lib/delivery/send-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway, SendOutcome } from '@/lib/smev/gateway'
import { pathOf } from '@/scripts/testing/path-of'
import { card, desk, openDesk, passDelays, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { sendOne } from './tasks/send-one'
import { withFile } from './with-files.kit'

openDesk()
const endAlarms = () =>
  asWorker((tx) => tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`)
beforeEach(endAlarms)
afterEach(endAlarms)

const late: SendOutcome = { verdict: 'retry', fault: 'Timeout', text: '' }
const claim = async () => (await claimMessages(9, mintMessageId))[0] as Claimed
const means = {
  signing: async () => undefined,
  upload: async () => ({ ok: true as const }),
  tell: () => {},
}
const messageOf = ({ id }: Claimed) => asWorker((tx) => tx.message.findUniqueOrThrow({ where: { id } }))
const alarm = (kind: string) => asWorker((tx) => tx.alarm.findFirst({ where: { kind, resolvedAt: null } }))
const sealedOf = ({ id }: Claimed) =>
  asWorker((tx) =>
    tx.envelope.findMany({ where: { messageId: id, direction: 'OUT' }, orderBy: { id: 'asc' } }),
  )

/** Both in one message, which was tried once and did not arrive. */
async function two() {
  const both = [await register(), await register()] as const
  desk.smev.outcomes.push(late)
  await deliver(desk.smev.gateway, 100)
  await passDelays()
  return both
}

/** An accepted application whose next change has a file that the store did not take. */
async function oneWithFile() {
  const { id, text } = await withFile()
  const upload: Gateway['upload'] = async () => ({ ok: false, verdict: 'retry', fault: 'Busy', text: '' })
  await deliver({ ...desk.smev.gateway, upload })
  await passDelays()
  return { id, place: pathOf(createHash('sha256').update(text).digest()) }
}

describe('a message that is taken up again', () => {
  it('carries what it still carries: what was put aside is not in it', async () => {
    const [bad, good] = await two()
    const message = await claim()
    const [first] = message.changes.filter(({ facts }) => facts.orderNumber === bad.orderNumber)
    await putAside(message, [{ id: first?.id ?? '', errors: ['words'] }])
    expect(views(await card(bad.id))).toEqual([[1, 'technical']])
    expect((await card(bad.id)).steps[0]?.delivery.fault).toBe('OwnCheck: words')
    await settleSend(message, late, mintMessageId)
    await passDelays()
    expect((await claim()).changes.map(({ facts }) => facts.orderNumber)).toEqual([good.orderNumber])
  })

  it('that is another’s by now is altered by nobody else', async () => {
    const { id } = await oneWithFile()
    const mine = await claim()
    const stale = { ...mine, leaseToken: crypto.randomUUID() }
    await putAside(
      stale,
      mine.changes.map((change) => ({ id: change.id, errors: ['words'] })),
    )
    await leaveOut(
      stale,
      mine.changes.map((change) => change.id),
      { kind: 'files.missing', fault: 'FileIsMissing', text: 'words' },
    )
    expect(await messageOf(mine)).toMatchObject({ state: 'PREPARED', leaseToken: mine.leaseToken })
    expect((await card(id)).steps[0]?.delivery.state).toBe('SENDING')
    expect(await alarm('files.missing')).toBeNull()
  })

  it('of which every file is away ends, and its changes wait', async () => {
    const { id, place } = await oneWithFile()
    const message = await claim()
    renameSync(place, `${place}.away`)
    await sendOne(desk.smev.gateway, message, means).finally(() => renameSync(`${place}.away`, place))
    expect(await messageOf(message)).toMatchObject({ state: 'REFUSED', leaseToken: null })
    expect((await card(id)).steps[0]?.delivery.state).toBe('QUEUED')
  })
})

describe('the bytes of a message', () => {
  it('are written down once, and anew only when they are others', async () => {
    await two()
    const message = await claim()
    desk.smev.outcomes.push(late)
    await sendOne(desk.smev.gateway, message, means)
    expect(await sealedOf(message)).toHaveLength(1)
    await passDelays()
    const seal: Gateway['seal'] = async (bytes) => ({
      ok: true,
      bytes: Buffer.concat([bytes, Buffer.from(' ')]),
    })
    await sendOne({ ...desk.smev.gateway, seal }, await claim(), means)
    const kept = (await sealedOf(message)).map(({ body }) => Buffer.from(body ?? ''))
    expect(kept).toEqual(desk.smev.sent.slice(-2).map(({ bytes }) => bytes))
    expect(kept[1]).not.toEqual(kept[0])
  })

  it('are not made while the gateway says that it cannot: the message waits, and an administrator is told', async () => {
    const { id } = await register()
    const prepare: Gateway['prepare'] = () => ({ ok: false, verdict: 'stop', errors: ['one', 'two'] })
    await deliver({ ...desk.smev.gateway, prepare })
    expect((await card(id)).steps[0]?.delivery).toMatchObject({
      state: 'SENDING',
      fault: 'unknown: one; two',
    })
    expect(await alarm('send.stop')).toMatchObject({ subject: 'unknown', details: 'one; two' })
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(views(await card(id))).toEqual([[1, 'sent']])
  })
})

describe('what became of a send', () => {
  const seconds = async (message: Claimed) => {
    const [row] = await asWorker(
      (tx) => tx.$queryRaw<{ seconds: number }[]>`
        SELECT round(extract(epoch FROM next_attempt_at - app_now()))::int AS seconds FROM messages WHERE id = ${message.id}::uuid`,
    )
    return row?.seconds
  }

  it.each([
    ['retry', 10, undefined],
    ['ignore', 10, undefined],
    ['ask', 600, 'send.ask'],
    ['stop', 600, 'send.stop'],
  ] as const)(
    '«%s» is tried again in %i s, and told where only a person can mend it',
    async (verdict, delay, kind) => {
      await two()
      const message = await claim()
      await settleSend(message, { verdict, fault: 'AccessDenied', text: 'words' }, mintMessageId)
      expect(await seconds(message)).toBeGreaterThan(delay - 3)
      expect(await seconds(message)).toBeLessThanOrEqual(delay)
      const open = await asWorker((tx) => tx.alarm.findMany({ where: { resolvedAt: null } }))
      expect(open.map(({ kind, subject, details }) => [kind, subject, details])).toEqual(
        kind ? [[kind, 'AccessDenied', 'words']] : [],
      )
      expect((await messageOf(message)).lastFault).toBe('AccessDenied: words')
    },
  )

  it('is on record for each change that goes on under another id', async () => {
    const both = await two()
    const message = await claim()
    await settleSend(message, { verdict: 'newId', fault: 'StaleMessageId', text: 'words' }, mintMessageId)
    const rows = await asWorker((tx) =>
      tx.auditEvent.findMany({
        where: { action: 'delivery.refusedId', details: { path: ['messageId'], equals: message.id } },
      }),
    )
    const { organisationId } = desk.planted
    const carried = message.changes.map(({ id: subjectId }) => ({
      subjectType: 'delivery',
      subjectId,
      organisationId,
      details: { messageId: message.id, verdict: 'newId' },
    }))
    expect(carried).toHaveLength(both.length)
    expect(rows).toHaveLength(both.length)
    expect(rows).toEqual(expect.arrayContaining(carried.map((one) => expect.objectContaining(one))))
  })
})

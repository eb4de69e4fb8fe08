import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimMessages } from '@/lib/delivery/claim-messages'
import { lockApplicationsOf } from '@/lib/delivery/lock-application'
import { leaveOut, putAside, type Claimed } from '@/lib/delivery/send-messages'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import type { Gateway, SendOutcome } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, views } from './desk.kit'
import { answer } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

/** Four in one message that was refused: half of them are in another, which has no bytes yet, the rest wait for that. */
async function searched() {
  const all = []
  for (let n = 0; n < 4; n++) all.push(await register())
  let sealed = 0
  const { gateway } = desk.smev
  const seal: Gateway['seal'] = async (bytes) =>
    ++sealed === 1 ? gateway.seal(bytes) : { ok: false, verdict: 'retry', fault: 'Busy', text: '' }
  await deliver({ ...gateway, seal, send: async () => refused }, 4)
  await asWorker(
    (tx) => tx.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`,
  )
  expect(await searches()).toBe(1)
  return all
}
const refused: SendOutcome = { verdict: 'fix', fault: 'InvalidContent', text: '' }
const searches = () => asWorker((tx) => tx.messageSplit.count())
const shown = (all: { id: string }[]) => Promise.all(all.map(async ({ id }) => views(await card(id))[0]?.[1]))
/** Of these, how many may leave by now. */
const ready = async (all: { id: string }[]) => {
  const [row] = await asWorker(
    (tx) => tx.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM deliveries
      WHERE application_id = ANY (${all.map(({ id }) => id)}::uuid[]) AND state = 'QUEUED' AND not_before <= app_now()`,
  )
  return row.n
}

describe('the search for the bad one of a refused message', () => {
  it('goes on in the rest once its half was taken, and ends with the one that is left', async () => {
    const all = await searched()
    expect(await ready(all)).toBe(0)
    await taken(all.slice(0, 2))
    expect(await searches()).toBe(1)
    await taken(all.slice(2, 3))
    expect([await searches(), await shown(all)]).toEqual([
      0,
      ['accepted', 'accepted', 'accepted', 'technical'],
    ])
  })

  it('blames nobody once one of those has left by itself', async () => {
    const all = await searched()
    await asWorker(
      (tx) =>
        tx.$executeRaw`UPDATE messages SET next_attempt_at = app_now() + interval '1 hour' WHERE state = 'PREPARED'`,
    )
    await asWorker(
      (tx) =>
        tx.$executeRaw`UPDATE deliveries SET not_before = app_now() WHERE application_id = ${all[2]?.id}::uuid`,
    )
    await deliver(desk.smev.gateway, 4)
    expect(await shown(all.slice(2))).toEqual(['sent', 'queued'])
    await taken(all.slice(0, 2))
    expect([await searches(), await shown(all)]).toEqual([0, ['accepted', 'accepted', 'sent', 'queued']])
    expect(await ready(all.slice(3))).toBe(1)
  })

  it.each([
    ['our own check has put one aside', putAside],
    [
      'one was left out',
      (message: Claimed, bad: { id: string }[]) =>
        leaveOut(
          message,
          bad.map(({ id }) => id),
          { kind: 'files.missing', fault: 'FileIsMissing', text: 'words' },
        ),
    ],
  ])('ends when %s of the half: it may have been that one', async (_, without) => {
    const all = await searched()
    const [half] = await claimMessages(1, mintMessageId)
    if (!half) throw new Error('nothing is due')
    await without(
      half,
      half.changes.slice(0, 1).map(({ id }) => ({ id, errors: ['words'] })),
    )
    expect([await searches(), await ready(all.slice(2))]).toEqual([0, 2])
  })

  it('waits for the applications of all that it may move, before it holds the message', async () => {
    const all = await searched()
    const [half] = await claimMessages(1, mintMessageId)
    const client = owner()
    await client.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT FROM applications WHERE id = ${all[3]?.id}::uuid FOR NO KEY UPDATE`
      const locking = asWorker(async (other) => {
        await other.$executeRaw`SET LOCAL lock_timeout = '50ms'`
        await lockApplicationsOf(other, half?.id ?? '')
      })
      await expect(locking).rejects.toThrow(/lock timeout/)
    })
    await client.$disconnect()
  })
})

/** The half leaves, and ЕПГУ accepts it. */
async function taken(half: { orderNumber: string }[]) {
  await asWorker(
    (tx) => tx.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`,
  )
  await deliver(desk.smev.gateway, 4)
  const orders = half.map(({ orderNumber }) => ({
    orderNumber,
    elkOrderNumber: '7',
    status: 0,
    message: 'OK',
  }))
  desk.smev.queue.push(answer(desk.smev.sent.at(-1)?.messageId ?? '', 'Create', orders))
  await pollAnswers(desk.smev.gateway)
}

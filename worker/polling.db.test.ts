import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { findAnswer } from '@/lib/delivery/find-answer'
import { recordAnswer } from '@/lib/delivery/settle-answer'
import type { Gateway, ReceiveOutcome } from '@/lib/smev/gateway'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, reply, views } from './desk.kit'
import { answer, rejection } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const idAt = (place: number) => desk.smev.sent[place]?.messageId ?? ''
async function sent() {
  const application = await register()
  await deliver(desk.smev.gateway)
  return application
}
// What other tests left waiting.
beforeEach(async () => {
  const client = owner()
  await client.$executeRaw`
    UPDATE envelopes SET processed_at = coalesce(processed_at, app_now()), acked_at = app_now() WHERE direction = 'IN' AND acked_at IS NULL`
  await client.$disconnect()
})
/** The answers that wait to be read, or to be acknowledged. */
const waiting = () =>
  asWorker((tx) =>
    tx.envelope.findMany({
      where: { direction: 'IN', operation: 'GetResponse', OR: [{ processedAt: null }, { ackedAt: null }] },
      select: { id: true, processedAt: true },
    }),
  )
const foreign = () =>
  answer(`00000000-0000-11f1-8000-${crypto.randomUUID().slice(-12)}`, 'Create', [
    { status: 0, message: 'OK' },
  ])

describe('an answer by a signer whom the settings do not trust', () => {
  it('waits, neither read nor acknowledged, and is settled once they are mended', async () => {
    const { id, orderNumber } = await sent()
    const reason = `an unknown signer ${crypto.randomUUID()}`
    const read = vi.fn(() => ({ ok: false as const, reason, untrusted: true }))
    const strict: Gateway = { ...desk.smev.gateway, read }
    reply(0, orderNumber)
    desk.smev.queue.push(desk.smev.queue[0] ?? Buffer.from('')) // brought again in the same poll
    expect(await pollAnswers(strict)).toBe(0)
    expect(await pollAnswers(strict)).toBe(0)
    expect(read, 'its settings do not change').toHaveBeenCalledTimes(1)
    expect(await waiting()).toMatchObject([{ processedAt: null }])
    expect(desk.smev.acknowledged).toEqual([])
    const where = { kind: 'answer.distrusted', subject: reason }
    expect(await asWorker((tx) => tx.alarm.findMany({ where, select: { times: true } }))).toEqual([
      { times: 1 },
    ])
    expect(views(await card(id))).toEqual([[1, 'sent']])
    expect(await pollAnswers({ ...desk.smev.gateway })).toBe(1)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(desk.smev.acknowledged).toHaveLength(1)
    expect(await waiting()).toEqual([])
  })
})

describe('what waits from before', () => {
  it('stays as it is while the gateway does not open', async () => {
    await sent()
    await recordAnswer(answer(idAt(0), 'Create', [{ status: 0, message: 'OK' }]))
    const shut = { ...desk.smev.gateway, refuses: { fault: 'CertificateEnded', text: '' } }
    expect(await pollAnswers(shut)).toBe(0)
    expect(await waiting()).toHaveLength(1)
    expect(await pollAnswers(desk.smev.gateway)).toBe(1)
    expect(await waiting()).toEqual([])
  })

  it('is finished at one poll, however much it is, and tells that something may be due', async () => {
    const client = owner()
    await client.$executeRaw`
      INSERT INTO envelopes (direction, operation, body, sha256, created_at)
      SELECT 'IN', 'GetResponse', convert_to('<half ' || n, 'UTF8'), sha256(convert_to('<half ' || n, 'UTF8')), app_now() FROM generate_series(1, 401) n`
    await client.$disconnect()
    expect(await pollAnswers(desk.smev.gateway)).toBe(401)
    expect(await waiting()).toEqual([])
  })
})

describe('an Ack', () => {
  it.each([
    ['that does not arrive is tried again, and the answer is not settled once more', 'retry', 2],
    ['of what СМЭВ has no more is done', 'ignore', 1],
  ] as const)('%s', async (_, verdict, tries) => {
    const { id, orderNumber } = await sent()
    let acknowledged = 0
    const acknowledge: Gateway['acknowledge'] = async () => {
      acknowledged++
      return acknowledged === 1 ? { ok: false, verdict, fault: 'Timeout', text: '' } : { ok: true }
    }
    const told: boolean[] = []
    const gateway = { ...desk.smev.gateway, acknowledge }
    const poll = () => pollAnswers(gateway, 'DIRECT', { onSettled: (due) => told.push(due) })
    reply(0, orderNumber)
    expect(await poll()).toBe(1)
    const [{ settledAt } = {}] = await asWorker((tx) =>
      tx.delivery.findMany({ where: { applicationId: id } }),
    )
    expect(await waiting()).toHaveLength(tries - 1)
    expect(await poll()).toBe(tries - 1)
    expect(await poll()).toBe(0)
    expect(acknowledged).toBe(tries)
    expect(told, 'what a dead worker left may have freed something').toEqual([false, true].slice(0, tries))
    expect(await asWorker((tx) => tx.delivery.findMany({ where: { applicationId: id } }))).toMatchObject([
      { state: 'ACCEPTED', settledAt },
    ])
  })

  it('is kept as it left, with what came back; one that СМЭВ refuses at each poll once in ten minutes', async () => {
    const { orderNumber } = await sent()
    const [out, refusal, receipt] = ['<ack/>', '<refused/>', '<done/>'].map((text) =>
      Buffer.from(`${text}${crypto.randomUUID()}`),
    ) as [Buffer, Buffer, Buffer]
    const kept = async () =>
      (
        await asWorker((tx) =>
          tx.envelope.findMany({
            where: { operation: 'Ack', originalMessageId: idAt(0) },
            orderBy: { id: 'asc' },
          }),
        )
      ).map(({ direction, body, sha256, messageId, organisationId, processedAt, ackedAt }) => {
        expect(Buffer.from(sha256)).toEqual(
          createHash('sha256')
            .update(body ?? '')
            .digest(),
        )
        expect(organisationId).toBe(desk.planted.organisationId)
        const read = direction === 'IN' ? Boolean(processedAt && ackedAt) : !processedAt && !ackedAt
        return [direction, Buffer.from(body ?? '').toString(), messageId !== null, read]
      })
    const answering = (reply: Awaited<ReturnType<Gateway['acknowledge']>>) => ({
      ...desk.smev.gateway,
      acknowledge: async () => ({ ...reply, sent: out }),
    })
    const refused = { ok: false, verdict: 'ask', fault: 'AccessDenied', text: '', raw: refusal } as const
    reply(0, orderNumber)
    await pollAnswers(answering({ ok: false, verdict: 'retry', fault: 'Timeout', text: '' }))
    expect(await kept(), 'nobody is known to have it').toEqual([])
    await pollAnswers(answering(refused))
    await pollAnswers(answering(refused))
    const first = [
      ['OUT', String(out), true, true],
      ['IN', String(refusal), false, true],
    ]
    expect(await kept()).toEqual(first)
    expect(await waiting()).toHaveLength(1)
    const client = owner()
    await client.$executeRaw`ALTER TABLE envelopes DISABLE TRIGGER USER`
    await client.$executeRaw`UPDATE envelopes SET created_at = created_at - interval '11 minutes' WHERE operation = 'Ack' AND original_message_id = ${idAt(0)}`
    await client.$executeRaw`ALTER TABLE envelopes ENABLE TRIGGER USER`
    await client.$disconnect()
    await pollAnswers(answering(refused))
    expect(await kept()).toEqual([...first, ...first])
    await pollAnswers(answering({ ok: true, raw: receipt }))
    expect(await kept()).toEqual([...first, ...first, first[0], ['IN', String(receipt), false, true]])
    expect(await waiting()).toEqual([])
  })

  it('without anything that came back is kept when it is done', async () => {
    const { orderNumber } = await sent()
    reply(0, orderNumber)
    const acknowledge = async () => ({ ok: true as const, sent: Buffer.from(`<ack/>${crypto.randomUUID()}`) })
    await pollAnswers({ ...desk.smev.gateway, acknowledge })
    const kept = await asWorker((tx) =>
      tx.envelope.findMany({
        where: { operation: 'Ack', originalMessageId: idAt(0) },
        select: { direction: true },
      }),
    )
    expect(kept).toEqual([{ direction: 'OUT' }])
    expect(await waiting()).toEqual([])
  })

  it('is sent of nothing that is not ours, nor of what cannot be read; what is not ours is put aside where nobody else takes from the queue', async () => {
    desk.smev.queue.push(foreign(), Buffer.from('<half an answer'))
    const putAside = vi.fn(async () => ({ ok: true as const }))
    expect(await pollAnswers({ ...desk.smev.gateway, putAside })).toBe(2)
    expect(putAside, 'what cannot be read has no id').toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    )
    expect(desk.smev.acknowledged).toEqual([])
    expect(await waiting(), 'and does not wait for one').toEqual([])
  })
})

it('tells whether something may be due: not after an order’s answer, but after a refusal of the whole message', async () => {
  const told: boolean[] = []
  const poll = () => pollAnswers(desk.smev.gateway, 'DIRECT', { onSettled: (due) => told.push(due) })
  const { orderNumber } = await sent()
  reply(0, orderNumber)
  await poll()
  await sent()
  desk.smev.queue.push(rejection(idAt(1)))
  await poll()
  expect(told).toEqual([false, true])
})

describe('what is asked for', () => {
  const asking = (received: ReceiveOutcome[]) => {
    const receive = vi.fn(async () => received.shift() ?? ({ kind: 'empty' } as const))
    const lookUp = vi.fn(async () => ({ kind: 'empty' }) as const)
    return { receive, lookUp, gateway: { ...desk.smev.gateway, receive, lookUp } satisfies Gateway }
  }
  const overdue = () =>
    asWorker(
      (tx) =>
        tx.$executeRaw`UPDATE messages SET sent_at = sent_at - interval '1 day', next_attempt_at = app_now() WHERE state = 'SENT'`,
    )
  const message = (raw: Buffer) => ({ kind: 'message', raw }) as const

  it('is nothing more once it is to stop: neither answers nor those that may have died', async () => {
    await sent()
    await overdue()
    const { receive, lookUp, gateway } = asking([message(foreign()), message(foreign())])
    expect(await pollAnswers(gateway, 'DIRECT', { goesOn: () => false })).toBe(1)
    expect(receive).toHaveBeenCalledTimes(1)
    expect(lookUp).not.toHaveBeenCalled()
    await pollAnswers(gateway)
    expect(lookUp).toHaveBeenCalledExactlyOnceWith(idAt(0))
  })

  it('ends with a fault, of which whoever listens is told; what was found before it is settled', async () => {
    const { id, orderNumber } = await sent()
    const silence = { kind: 'fault', verdict: 'retry', fault: 'Timeout', text: '' } as const
    const whole = answer(idAt(0), 'Create', [{ orderNumber, elkOrderNumber: '7', status: 0, message: 'OK' }])
    const { gateway } = asking([message(whole), silence])
    const onFault = vi.fn()
    expect(await pollAnswers(gateway, 'DIRECT', { onFault })).toBe(1)
    expect(onFault).toHaveBeenCalledTimes(1)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })

  it('fails aloud after all that was begun is done', async () => {
    const { id, orderNumber } = await sent()
    let asked = 0
    const receive: Gateway['receive'] = async () => {
      asked++
      if (asked === 1) return message(foreign())
      if (asked === 3) throw new Error('no database')
      if (asked > 3) return { kind: 'empty' }
      return message(
        answer(idAt(0), 'Create', [{ orderNumber, elkOrderNumber: '7', status: 0, message: 'OK' }]),
      )
    }
    await expect(pollAnswers({ ...desk.smev.gateway, receive })).rejects.toThrow('no database')
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })
})

it('an answer is found again by the message that it answers, the first of several', async () => {
  const { orderNumber } = await sent()
  expect(await findAnswer(idAt(0))).toBeUndefined()
  reply(0, orderNumber)
  const [first] = desk.smev.queue
  await pollAnswers(desk.smev.gateway)
  reply(0, orderNumber, 5)
  await pollAnswers(desk.smev.gateway)
  expect(await findAnswer(idAt(0))).toEqual(first)
})

import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import type { Gateway } from '@/lib/smev/gateway'
import { ask, believing, due, open, openShelf, raw, run, stateOf } from '@/scripts/testing/shelf'
import { askDirectories } from './tasks/ask-directories'
import { pollAnswers } from './tasks/poll-answers'

openShelf()

describe('a question to ЕСНСИ', () => {
  const killed = (gateway: Gateway, change: Partial<Gateway>): Gateway => ({ ...gateway, ...change })
  const die = () => Promise.reject(new Error('killed'))

  it('that cannot leave says when it goes again, and goes with the same bytes', async () => {
    const away = open({ endpoint: 'http://127.0.0.1:9/' })
    await ask(7210)
    await askDirectories(() => away)
    const waiting = await stateOf(7210)
    expect(waiting).toMatchObject({ state: 'REQUESTED', sentAt: null })
    expect(waiting.fault).toMatch(/^ConnectionRefused/)
    expect(waiting.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now())
    const { messageId, envelopeId } = await raw(7210)
    await due()
    await run(open(), 7210)
    expect((await raw(7210)).asked[0]).toBe(messageId)
    expect(await asWorker((tx) => tx.envelope.count({ where: { messageId, direction: 'OUT' } }))).toBe(1)
    expect(envelopeId).not.toBeNull()
  })

  it.each([
    ['before it is kept', { seal: die }, 0],
    ['before it leaves', { send: die }, 1],
    ['after it left', {}, 1],
  ])('survives a kill %s', async (name, change, kept) => {
    const gateway = open()
    const send = async (...given: Parameters<Gateway['send']>) => {
      await gateway.send(...given)
      return die()
    }
    await ask(7211)
    const dying = killed(gateway, name === 'after it left' ? { send } : change)
    await expect(askDirectories(() => dying)).rejects.toThrow('killed')
    expect((await raw(7211)).asked).toHaveLength(kept)
    await due()
    await run(gateway, 7211)
    expect(await raw(7211)).toMatchObject({ state: 'RECEIVED' })
    expect((await raw(7211)).asked).toHaveLength(3)
  })

  it('whose certificate changed before it left goes under the same id, signed anew; both stay in the log', async () => {
    await ask(7211)
    await expect(askDirectories(() => killed(open(believing()), { send: die }))).rejects.toThrow('killed')
    await due()
    await run(open(believing(1)), 7211)
    const { asked } = await raw(7211)
    expect(asked).toHaveLength(3)
    const sent = await asWorker((tx) =>
      tx.envelope.findMany({ where: { messageId: asked[0], direction: 'OUT', operation: 'SendRequest' } }),
    )
    expect(new Set(sent.map(({ body }) => Buffer.from(body ?? []).toString('base64'))).size).toBe(2)
  })

  it('is put once by two workers', async () => {
    await ask(7210, 7211, 7213)
    await run([open(), open()], 7210, 7211, 7213)
    for (const directory of [7210, 7211, 7213]) {
      const { asked, received, expected } = await raw(directory)
      expect([asked.length, received]).toEqual([3, expected])
    }
  })

  it.each(['read', 'acknowledge'] as const)('survives a kill before «%s»', async (step) => {
    const gateway = open()
    await ask(7211)
    let kills = 0
    const dying = killed(gateway, {
      [step]: (...given: [never]) => {
        if (kills++ < 4) throw new Error('killed')
        return gateway[step](...given)
      },
    })
    await run(dying, 7211)
    expect(kills).toBeGreaterThan(4)
    expect(await raw(7211)).toMatchObject({ state: 'RECEIVED', fault: null })
    await pollAnswers(gateway)
    const { asked } = await raw(7211)
    const log = await asWorker((tx) =>
      tx.envelope.findMany({ where: { operation: 'GetResponse', originalMessageId: { in: asked } } }),
    )
    expect(log.every(({ ackedAt }) => ackedAt !== null)).toBe(true)
  })

  it('goes through no gateway that cannot ask: it waits, and says so', async () => {
    await ask(7213)
    await askDirectories(() => ({ ...open(), prepareQuestion: undefined }))
    expect(await stateOf(7213)).toMatchObject({
      state: 'REQUESTED',
      fault: expect.stringMatching(/^DriverUnavailable/) as string,
    })
  })
})

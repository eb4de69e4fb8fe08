import { afterEach, describe, expect, it, vi } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { goOnAfterSilence, tellSilence } from '@/lib/delivery/silence'
import { desk, openDesk } from './desk.kit'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

describe('answers that cannot be fetched', () => {
  afterEach(() => vi.useRealTimers())
  const open = () =>
    asWorker((tx) =>
      tx.alarm.findMany({
        where: { kind: 'answer.silence', resolvedAt: null },
        select: { subject: true, times: true },
      }),
    )
  const silent = { kind: 'fault', verdict: 'retry', fault: 'Timeout', text: '' } as const
  const poll = async (silence: number) => {
    await pollAnswers({ ...desk.smev.gateway, receive: async () => silent })
    vi.advanceTimersByTime(silence)
  }

  it('are told after three polls and a minute, again each minute, and taken back by the first good poll', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    for (const silence of [1000, 1000, 57_999]) await poll(silence)
    await poll(1)
    expect(await open(), 'not a minute yet').toEqual([])
    await poll(1000)
    await poll(59_000)
    expect(await open()).toEqual([{ subject: 'DIRECT: Timeout', times: 1 }])
    await poll(0)
    expect(await open()).toEqual([{ subject: 'DIRECT: Timeout', times: 2 }])
    await pollAnswers(desk.smev.gateway, 'ADAPTER')
    expect(await open(), 'that is another').toHaveLength(1)
    await pollAnswers(desk.smev.gateway)
    expect(await open()).toEqual([])
    await poll(90_000)
    await poll(0)
    expect(await open(), 'two polls are no silence').toEqual([])
    await pollAnswers(desk.smev.gateway)
  })

  it('for a reason that is told by itself are no silence', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const refused = { ...silent, verdict: 'stop', fault: 'SenderIsNotRegistered' } as const
    for (const silence of [1000, 90_000, 90_000, 0]) {
      await pollAnswers({ ...desk.smev.gateway, receive: async () => refused })
      vi.advanceTimersByTime(silence)
    }
    expect(await open()).toEqual([])
  })

  it('are not told beside sends that are met so too', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await tellSilence('send.down', 'DIRECT')
    for (const silence of [1000, 90_000, 0]) await poll(silence)
    expect(await open()).toEqual([])
    await goOnAfterSilence('send.down', 'DIRECT')
    vi.advanceTimersByTime(60_000)
    await poll(0)
    expect(await open()).toHaveLength(1)
    await pollAnswers(desk.smev.gateway)
    expect(await open()).toEqual([])
  })
})

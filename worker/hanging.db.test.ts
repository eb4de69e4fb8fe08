import { describe, expect, it, vi } from 'vitest'
import type { Gateway } from '@/lib/smev/gateway'
import { card, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

/** Applications whose changes are sent each in a message of its own, and answered. */
async function answered(count: number) {
  const made: Awaited<ReturnType<typeof register>>[] = []
  for (let n = 0; n < count; n++) {
    made.push(await register())
    await deliver(desk.smev.gateway)
    reply(n, made.at(-1)?.orderNumber ?? '')
  }
  return made
}

describe('an exchange that hangs while answers are taken', () => {
  it('holds up no other answer, nor the poll, nor the next; what it was about is finished once', async () => {
    const [slow, ...others] = await answered(4)
    if (!slow) throw new Error('none')
    let goOn = () => {}
    let acknowledged = 0
    const acknowledge = vi.fn<Gateway['acknowledge']>(async () => {
      if (++acknowledged === 1) await new Promise<void>((done) => (goOn = done))
      return { ok: true }
    })
    const gateway = { ...desk.smev.gateway, acknowledge }
    const onSettled = vi.fn()
    let left: Promise<void>[] = []
    const leave = (rest: Promise<void>[]) => ((left = rest), true)
    // The first answer of a poll is worked on alone: it is of the slow one.
    expect(await pollAnswers(gateway, 'DIRECT', { leave, onSettled })).toBe(0)
    expect(left).toHaveLength(1)
    expect(await pollAnswers(gateway, 'DIRECT', { leave })).toBe(3)
    for (const { id } of others) expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect(await pollAnswers(gateway), 'it is being finished').toBe(0)
    expect(acknowledge).toHaveBeenCalledTimes(4)
    goOn()
    await Promise.all(left)
    expect(onSettled).toHaveBeenCalledTimes(1)
    expect(views(await card(slow.id))).toEqual([[1, 'accepted']])
    expect(await pollAnswers(gateway)).toBe(0)
    expect(acknowledge).toHaveBeenCalledTimes(4)
  })

  it('is waited for where too many hang already', async () => {
    const [{ id } = { id: '' }] = await answered(1)
    const slowly = () => new Promise<{ ok: true }>((done) => setTimeout(() => done({ ok: true }), 2600))
    const leave = vi.fn(() => false)
    expect(await pollAnswers({ ...desk.smev.gateway, acknowledge: slowly }, 'DIRECT', { leave })).toBe(1)
    expect(leave).toHaveBeenCalled()
    expect(views(await card(id))).toEqual([[1, 'accepted']])
  })
})

import { expect, it, vi } from 'vitest'
import type { ReceiveOutcome } from '@/lib/smev/gateway'
import { desk, openDesk, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

it('of many answers that wait more are asked for at once with each that is found, up to six', async () => {
  for (let n = 0; n < 11; n++) {
    const { orderNumber } = await register()
    await deliver(desk.smev.gateway, 1)
    reply(desk.smev.sent.length - 1, orderNumber)
  }
  const asking: (() => void)[] = []
  let none = 0
  const receive = async (): Promise<ReceiveOutcome> => {
    await new Promise<void>((done) => asking.push(done))
    const received = await desk.smev.gateway.receive()
    if (received.kind === 'empty') none++
    return received
  }
  const poll = pollAnswers({ ...desk.smev.gateway, receive })
  // One, then one once that was done with; it and two more; six, of which the last find none.
  for (const expected of [1, 1, 3, 6, 6]) {
    await vi.waitFor(() => expect(asking).toHaveLength(expected), 10_000)
    for (const go of asking.splice(0)) go()
  }
  expect(await poll).toBe(11)
  expect(none).toBe(6)
})

import { afterEach, describe, expect, it } from 'vitest'
import { freezeClock, shiftClock } from '@/lib/core/clock'
import { mintedAt, mintMessageId } from './message-id'

afterEach(() => {
  freezeClock(null)
  shiftClock(0)
})

const ticks = (id: string) => BigInt(`0x${id.slice(15, 18)}${id.slice(9, 13)}${id.slice(0, 8)}`)

describe('MessageID', () => {
  it('is a UUID v1 in lower case with a multicast node', () => {
    const id = mintMessageId()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(id.slice(24, 26), 16) & 1).toBe(1)
  })

  it('bears the moment of the clock', () => {
    const at = new Date('2036-11-05T06:12:00.123Z')
    freezeClock(at)
    expect(mintedAt(mintMessageId())).toEqual(at)
    expect(mintedAt('b0c7c1de-0000-4000-8000-000000000001')).toBeUndefined()
  })

  it('grows while the clock stands, and never repeats', () => {
    freezeClock(new Date('2036-11-06T00:00:00Z'))
    const ids = Array.from({ length: 5000 }, mintMessageId)
    expect(new Set(ids).size).toBe(5000)
    for (let index = 1; index < ids.length; index += 1) {
      expect(ticks(ids[index] ?? '') > ticks(ids[index - 1] ?? '')).toBe(true)
    }
  })

  it('grows through a small step back, and follows a long one under a new sequence', () => {
    freezeClock(new Date('2036-11-07T00:00:10Z'))
    const first = mintMessageId()
    freezeClock(new Date('2036-11-07T00:00:05Z'))
    expect(ticks(mintMessageId()) > ticks(first)).toBe(true)
    freezeClock(new Date('2036-11-01T00:00:00Z'))
    const early = mintMessageId()
    expect(mintedAt(early)).toEqual(new Date('2036-11-01T00:00:00Z'))
    expect(early.slice(19, 23)).not.toBe(first.slice(19, 23))
  })
})

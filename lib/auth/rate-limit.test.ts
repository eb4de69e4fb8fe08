import { afterEach, describe, expect, it, vi } from 'vitest'
import { mayAsk } from './rate-limit'

afterEach(() => void vi.useRealTimers())

describe('mayAsk', () => {
  it('lets a burst through, then as much as comes back, and keeps people apart', () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T10:00:00Z') })
    const asked = (count: number, who = 'one') =>
      Array.from({ length: count }, () => mayAsk(who)).filter(Boolean).length
    expect(asked(1200)).toBe(1000)
    expect(asked(10, 'another')).toBe(10)
    vi.advanceTimersByTime(1000)
    expect(asked(200)).toBe(100)
    vi.advanceTimersByTime(60_000)
    expect(asked(1200)).toBe(1000)
  })
})

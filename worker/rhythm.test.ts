import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { every } from './rhythm'

describe('a rhythm', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('ends the rest that it is taking when something comes soon, and rests as usual after it', async () => {
    const work = vi.fn(async () => undefined)
    const rhythm = every(1000, work)
    await vi.advanceTimersByTimeAsync(10)
    rhythm.soon(50)
    rhythm.soon(400) // later than what was asked for before
    await vi.advanceTimersByTimeAsync(50)
    expect(work).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(990)
    expect(work).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(10)
    expect(work).toHaveBeenCalledTimes(3)
    await rhythm.stop()
  })

  it('remembers what comes soon while it works', async () => {
    let end = () => {}
    const work = vi.fn(() => new Promise<void>((done) => (end = done)))
    const rhythm = every(1000, work)
    rhythm.soon(50)
    end()
    await vi.advanceTimersByTimeAsync(50)
    expect(work).toHaveBeenCalledTimes(2)
    end()
    await rhythm.stop()
  })

  it('does not come back once it was stopped', async () => {
    const work = vi.fn(async () => undefined)
    const rhythm = every(1000, work)
    await vi.advanceTimersByTimeAsync(10)
    await rhythm.stop()
    rhythm.soon(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(work).toHaveBeenCalledTimes(1)
  })
})

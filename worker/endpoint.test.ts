import { describe, expect, it } from 'vitest'
import { openEndpoint, toldBy } from './endpoint'

/** Runs the endpoint for so many seconds against a СМЭВ; returns how many sends it took and refused. */
function run(seconds: number, told: (at: number) => 'fine' | 'silent' | 'throttled') {
  let at = 0
  const endpoint = openEndpoint(() => at)
  const counts = { fine: 0, silent: 0, throttled: 0 }
  for (; at < seconds * 1000; at += 5) {
    if (endpoint.wait() > 0) continue
    const end = endpoint.begin()
    at += 15 // one exchange
    const what = told(at)
    counts[what]++
    end(what)
  }
  return { endpoint, counts }
}

const silent =
  'Timeout ConnectionRefused ConnectionReset ConnectionFailed HostNotFound HttpStatus Unreadable SMEVFailure SystemFault'
describe('what a send tells of the address', () => {
  it.each([
    ...silent.split(' ').map((fault) => [fault, 'silent', 'HTTP 502'] as const),
    ['DestinationOverflow', 'throttled', ''],
    ['HttpStatus', 'throttled', 'HTTP 429'],
    ['AccessDenied', 'other', 'HTTP 429'],
    [undefined, 'other', undefined],
  ] as const)('by %s is «%s» (%s), unless it was taken', (fault, told, text) => {
    expect(toldBy({ verdict: 'retry', fault, text })).toBe(told)
    expect(toldBy({ verdict: 'taken', fault, text })).toBe('fine')
  })
})

describe('an address of СМЭВ', () => {
  it('takes eight at once while it answers', () => {
    const endpoint = openEndpoint(() => 0)
    const ends = Array.from({ length: 8 }, () => {
      expect(endpoint.wait()).toBe(0)
      return endpoint.begin()
    })
    expect(endpoint.wait()).toBe(Infinity)
    ends[0]?.('fine')
    expect(endpoint.wait()).toBe(0)
  })

  it('is tried once a second while it is silent, 48 hours long, and goes on at once when it answers (F8)', () => {
    const hours = 48
    const { endpoint, counts } = run(hours * 3600, () => 'silent')
    expect(counts.silent).toBeLessThanOrEqual(hours * 3600 + 3)
    expect(counts.silent).toBeGreaterThan(hours * 3600 * 0.95)
    expect(endpoint.downSince()).toBeDefined()
    endpoint.begin()('fine')
    expect(endpoint.downSince()).toBeUndefined()
    expect(endpoint.wait()).toBe(0)
  })

  it('that nobody got to has neither answered nor been silent', () => {
    const { endpoint } = run(5, () => 'silent')
    const since = endpoint.downSince()
    const end = endpoint.begin()
    expect(endpoint.wait()).toBeGreaterThan(0)
    end('nothing')
    expect(endpoint.downSince()).toBe(since)
    expect(endpoint.wait()).toBeGreaterThan(0)
  })

  describe('that hangs', () => {
    let at = 0
    /** Silent since 0 s, and so many seconds passed: what was begun as soon as it might be, and hangs. */
    function hanging(seconds: number) {
      at = 0
      const endpoint = openEndpoint(() => at)
      for (let n = 0; n < 3; n++) endpoint.begin()('silent')
      const begun: number[] = []
      const ends: ReturnType<typeof endpoint.begin>[] = []
      for (; at < seconds * 1000; at += 100)
        if (endpoint.wait() === 0) {
          begun.push(at)
          ends.push(endpoint.begin())
        }
      return { endpoint, begun, ends }
    }

    it('is tried beside what hangs: after 1 s, 2, 4, 8, and no more than five at once', () => {
      const { endpoint, begun } = hanging(60)
      expect(begun).toEqual([1000, 2000, 4000, 8000, 16_000])
      expect(endpoint.wait()).toBe(Infinity)
    })

    it('is tried again a second after the last of them has ended', () => {
      const { endpoint, ends } = hanging(10)
      for (const end of ends) expect(end('silent')).toBe(false)
      expect(endpoint.wait()).toBe(1000)
      expect(endpoint.downSince()).toBe(0)
    })

    it('and answers is written to as ever, whatever becomes of those that hang still', () => {
      const { endpoint, ends } = hanging(10)
      const [last, ...old] = ends.toReversed()
      last?.('fine')
      const going = Array.from({ length: 5 }, () => {
        expect(endpoint.wait()).toBe(0)
        return endpoint.begin()
      })
      expect(endpoint.wait(), 'eight at once').toBe(Infinity)
      for (const end of old) expect(end('silent'), 'of the silence that is over').toBe(true)
      expect(endpoint.downSince()).toBeUndefined()
      for (const end of going) end('silent')
      expect(endpoint.downSince(), 'silent anew').toBe(at)
      expect(endpoint.wait()).toBe(1000)
    })

    it('that is silent anew is tried once a second, though old ones hang', () => {
      const { endpoint, ends } = hanging(10)
      ends.pop()?.('fine')
      for (let n = 0; n < 3; n++) endpoint.begin()('silent')
      at += 1000
      endpoint.begin()('silent')
      expect(endpoint.wait()).toBe(1000)
    })
  })

  it('is not down for one silence among answers', () => {
    let n = 0
    expect(run(10, () => (++n % 3 ? 'fine' : 'silent')).endpoint.downSince()).toBeUndefined()
  })

  it.each([2, 5, 20])('comes to nine tenths of %i a second, where no more is allowed (F29)', (allowed) => {
    let [tokens, filledAt] = [allowed, 0]
    const bucket = (at: number) => {
      tokens = Math.min(allowed, tokens + ((at - filledAt) / 1000) * allowed)
      filledAt = at
      if (tokens < 1) return 'throttled' as const
      tokens -= 1
      return 'fine' as const
    }
    const { counts } = run(600, bucket)
    expect(counts.fine).toBeGreaterThan(600 * allowed * 0.9)
    expect(counts.throttled).toBeLessThan(counts.fine * 0.1)
  })

  it('goes as fast as ever within a minute, however little went well when it was throttled', () => {
    const { counts } = run(60, (at) => (at < 20 ? 'throttled' : 'fine'))
    expect(counts.throttled).toBe(1)
    expect(counts.fine).toBeGreaterThan(1000) // 66 a second of one sender that takes 15 ms
    expect(run(20, (at) => (at < 20 ? 'throttled' : 'fine')).counts.fine).toBeLessThan(100)
  })
})

import type { SendOutcome } from '@/lib/delivery/send-messages'
import { SILENCE } from '@/lib/delivery/silence'

/** What one send told of the other side; `nothing`: nobody was asked, because it ended on the way there. */
export type Told = 'fine' | 'silent' | 'throttled' | 'other' | 'nothing'

export function toldBy({ verdict, fault = '', text = '' }: SendOutcome): Told {
  if (verdict === 'taken') return 'fine'
  if (fault === 'DestinationOverflow' || (fault === 'HttpStatus' && text.includes('429'))) return 'throttled'
  return SILENCE.has(fault) ? 'silent' : 'other'
}

export type Endpoint = {
  /** Milliseconds until one more send may begin; 0: now. */
  wait: () => number
  /** Ends it by what it told. True: by a silence that is over by now, since another was answered. */
  begin: () => (told: Told) => boolean
  /** Since when nothing answers. */
  downSince: () => number | undefined
}

const MOST = 8 // at once
const FAILURES = 3 // in a row: it is down
const PROBE = 1000 // ms between two sends while it is down (fault F8), twice as many for each that hangs
const MOST_PROBES = 5 // of all that hang: then one must end first, and other addresses have senders
const LESS = 0.85 // of the rate, when it is throttled
const MORE = 0.01 // of the rate a second, and as much more in each second since: half a minute makes a seventyfold
const SLOWEST = 0.2 // a second

/**
 * How fast one address of СМЭВ may be written to. While it is silent one message a second at most tries it and the others wait
 * untouched; one that hangs keeps no other from trying, later each time. Once it says «too much» the rate falls below what had
 * gone well in the last second and grows again, slowly at first (fault F29): an overflow while little else went well does not hold up
 * a backlog for minutes.
 * @param clock milliseconds, of any beginning
 */
export function openEndpoint(clock: () => number = () => performance.now()): Endpoint {
  let [running, probes, failures, nextAt, rate, grownAt, throttledAt] = [0, 0, 0, 0, Infinity, 0, -Infinity]
  let down: number | undefined
  let silences = 0 // that are over
  let fine: number[] = []
  const learn = (told: Exclude<Told, 'nothing'>) => {
    const at = clock()
    fine = fine.filter((one) => at - one < 1000)
    if (told === 'silent') {
      if (down !== undefined) nextAt = Math.min(nextAt, at + PROBE * 2 ** probes)
      else if (++failures >= FAILURES) {
        down = at
        nextAt = at + PROBE
      }
      return
    }
    failures = 0
    if (down !== undefined) {
      silences++
      ;[probes, nextAt] = [0, 0]
    }
    down = undefined
    if (told === 'fine') {
      fine.push(at)
      if (rate !== Infinity && at - grownAt > 1000) {
        rate *= 1 + (MORE * (at - throttledAt)) / 1000
        grownAt = at
      }
    }
    if (told === 'throttled' && at - throttledAt > 1000) {
      rate = Math.max(SLOWEST, LESS * Math.min(rate, Math.max(fine.length, 1)))
      grownAt = throttledAt = at
      nextAt = at + 1000 / rate
    }
  }
  return {
    wait: () =>
      running >= (down === undefined ? MOST : MOST_PROBES) ? Infinity : Math.max(0, nextAt - clock()),
    begin: () => {
      const [isProbe, before] = [down !== undefined, silences]
      nextAt = isProbe ? clock() + PROBE * 2 ** probes++ : Math.max(nextAt, clock()) + 1000 / rate
      running++
      return (told) => {
        running--
        if (isProbe && before === silences) probes--
        if (told === 'nothing') return false
        const isOver = told === 'silent' && before < silences
        if (!isOver) learn(told)
        return isOver
      }
    },
    downSince: () => down,
  }
}

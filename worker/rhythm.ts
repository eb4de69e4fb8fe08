import { log, trace } from '@/lib/core/logger'

export type Rhythm = {
  /** The rest that is being taken, or the next, ends within so many milliseconds. */
  soon: (milliseconds: number) => void
  stop: () => Promise<void>
}

/**
 * Runs `work` again and again, with a rest after each run: of so many milliseconds, or of as many as `work` returns as `restMs`. A
 * failure is logged and does not end the rhythm.
 */
export function every(milliseconds: number, work: () => Promise<unknown>): Rhythm {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let [dueAt, most] = [-Infinity, Infinity]
  const rest = (time: number) => {
    dueAt = performance.now() + time
    timer = setTimeout(() => (running = turn()), time)
  }
  const turn = async () => {
    timer = undefined
    most = Infinity
    let time = milliseconds
    try {
      const told = await work()
      if (told !== null && typeof told === 'object' && 'restMs' in told) time = Number(told.restMs)
    } catch (error) {
      log.error('worker.failed', trace(error))
    }
    if (!stopped) rest(Math.min(time, most))
  }
  running = turn()
  return {
    soon: (time) => {
      most = Math.min(most, time)
      if (stopped || !timer || dueAt - performance.now() <= time) return
      clearTimeout(timer)
      rest(time)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Calls during a run are answered by one more run after it: nothing woken is missed, nothing runs twice at once. */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined
  let next: Promise<T> | undefined
  const start = (): Promise<T> => {
    current = work().finally(() => (current = undefined))
    return current
  }
  return () => {
    if (!current) return start()
    next ??= current.then(
      () => ((next = undefined), start()),
      () => ((next = undefined), start()),
    )
    return next
  }
}

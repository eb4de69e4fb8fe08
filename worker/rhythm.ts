import { log, trace } from '@/lib/core/logger'

/**
 * Runs `work` again and again, with a rest after each run: of so many milliseconds, or of as many as `work` returns as `restMs`. A
 * failure is logged and does not end the rhythm.
 */
export function every(milliseconds: number, work: () => Promise<unknown>): { stop: () => Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const turn = async () => {
    let rest = milliseconds
    try {
      const told = await work()
      if (told !== null && typeof told === 'object' && 'restMs' in told) rest = Number(told.restMs)
    } catch (error) {
      log.error('worker.failed', trace(error))
    }
    if (!stopped) timer = setTimeout(() => (running = turn()), rest)
  }
  running = turn()
  return {
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

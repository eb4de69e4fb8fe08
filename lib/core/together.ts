type Waiting<Asked, Told> = { asked: Asked; done: (told: Told) => void; failed: (error: unknown) => void }

/**
 * Does for many at once what is asked for one by one: what comes in one turn of the event loop goes together, and what comes while `atOnce`
 * runs are under way waits and goes in the next, at most `most` in one; a lone one waits for nothing. No two that share a key go in one run. `run` tells of each in the order given; when it
 * fails, or has not ended within so many milliseconds, so does each of its run, and the next begins.
 */
export function together<Asked, Told>(
  run: (asked: Asked[]) => Promise<Told[]>,
  {
    atOnce,
    most,
    within,
    keysOf,
  }: { atOnce: number; most: number; within: number; keysOf: (asked: Asked) => string[] },
): (asked: Asked) => Promise<Told> {
  let waiting: Waiting<Asked, Told>[] = []
  let running = 0

  function nextSet(): Waiting<Asked, Told>[] {
    const keys = new Set<string>()
    const [set, rest]: [Waiting<Asked, Told>[], Waiting<Asked, Told>[]] = [[], []]
    for (const one of waiting) {
      const own = keysOf(one.asked)
      if (set.length === most || own.some((key) => keys.has(key))) rest.push(one)
      else {
        set.push(one)
        own.forEach((key) => keys.add(key))
      }
    }
    waiting = rest
    return set
  }

  async function goOn(): Promise<void> {
    running++
    await new Promise(setImmediate)
    const set = nextSet()
    let timer: NodeJS.Timeout | undefined
    try {
      if (set.length > 0) {
        const late = new Promise<never>((_, fail) => {
          timer = setTimeout(() => fail(new Error(`not done within ${within} ms`)), within)
        })
        const told = await Promise.race([run(set.map(({ asked }) => asked)), late])
        set.forEach(({ done }, n) => done(told[n] as Told))
      }
    } catch (error) {
      set.forEach(({ failed }) => failed(error))
    }
    clearTimeout(timer)
    running--
    if (waiting.length > 0) void goOn()
  }

  return (asked) =>
    new Promise((done, failed) => {
      waiting.push({ asked, done, failed })
      if (running < atOnce) void goOn()
    })
}

// What a chaos run acts on: processes that come back, locks so that two faults never hold one thing, and what is measured.
import pg from 'pg'
import { launch, type Program, type Rig } from './rig'

export const wait = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

/** A place where a program runs: what is killed comes back, as under `npm start`. */
export type Slot = Awaited<ReturnType<typeof openSlot>>
async function openSlot(name: string, start: () => Promise<Program>, died: (name: string) => void) {
  let [stopping, expected] = [false, false]
  let program: Program | undefined
  const up = async () => {
    while (!stopping) {
      try {
        program = await start()
        expected = false
        const mine = program
        mine.child.once('exit', () => {
          if (expected || stopping || program !== mine) return
          died(name)
          void up()
        })
        return
      } catch {
        await wait(300) // the database is down, say
      }
    }
  }
  await up()
  const end = async (signal?: NodeJS.Signals) => {
    expected = true
    await program?.kill(signal)
  }
  return {
    name,
    signal: (signal: NodeJS.Signals) => void program?.child.kill(signal),
    get pid() {
      return program?.child.pid ?? 0
    },
    /** Kills it, by SIGKILL or by itself within four seconds after `how`, and starts it again. */
    async kill(how?: () => void): Promise<void> {
      expected = true
      how?.()
      if (how)
        await Promise.race([
          wait(4000),
          new Promise<void>((done) => program?.child.once('exit', () => done())),
        ])
      await end()
    },
    up,
    /** Stops it as an administrator does, and starts what has taken its place. */
    async replace(): Promise<void> {
      expected = true
      await end('SIGTERM')
      await up()
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      stopping = true
      program?.child.kill('SIGCONT')
      await end(signal)
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** `versions`: of which code a program is that starts now; ours, if nothing is said. */
export async function openStage(
  rig: Rig,
  workers: number,
  clerks: Record<string, string>[],
  tell: (line: string) => void,
  versions = new Map<string, string>(),
) {
  const queues = new Map<string, Promise<unknown>>()
  const died: string[] = []
  /** By how many seconds the database's clock is wrong for a worker that starts now. */
  const clocks = new Map<string, number>()
  const recoveries: number[] = []
  const takeovers: number[] = []
  const ended: { at: number }[] = []
  let kills = 0

  const clockOf = (name: string) => {
    const url = new URL(rig.env.DATABASE_URL_WORKER)
    const offset = clocks.get(name)
    if (offset !== undefined) url.searchParams.set('options', `-c app.clock_offset=${offset}s`)
    return { DATABASE_URL_WORKER: url.href }
  }
  /** One after another for each thing. */
  const hold = <T>(thing: string, work: () => Promise<T>): Promise<T> => {
    const mine = (queues.get(thing) ?? Promise.resolve()).then(work, work)
    queues.set(
      thing,
      mine.catch(() => undefined),
    )
    return mine
  }
  const sql = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await rig.owner.query<T>(text, values)).rows
  /** Again until it is done: the database may be away. */
  const insist = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await work()
      } catch (error) {
        if (tries > 100) throw error
        await wait(300)
      }
    }
  }
  const control = (method: string, name: string, body?: unknown) =>
    hold('simulator', () => insist(() => rig.control(method, name, body)))

  /** The flow after a fault: until messages are sent or answered again. */
  async function watchFlow(): Promise<void> {
    if (ended.length === 0) return
    const [row] = await sql<{ at: Date | null }>(
      'SELECT greatest(max(sent_at), max(answered_at)) AS at FROM messages',
    )
    const newest = row?.at?.getTime() ?? 0
    for (const one of ended.splice(0)) {
      if (newest > one.at) recoveries.push((newest - one.at) / 1000)
      else ended.push(one)
    }
  }
  /** What a killed worker held: until another has it. A lease that is renewed meanwhile is a living worker's. */
  async function watchLeases(): Promise<void> {
    type Held = { id: string; attempts: number; state: string; lease: Date | null }
    const read = (where: string, values: unknown[] = []) =>
      sql<Held>(`SELECT id, attempts, state, lease_until AS lease FROM messages WHERE ${where}`, values)
    const held = await read("state = 'PREPARED' AND lease_until > app_now()").catch(() => [])
    const [began, open] = [performance.now(), new Map(held.map((one) => [one.id, one]))]
    while (open.size > 0 && performance.now() - began < 120_000) {
      await wait(100)
      for (const { id, attempts, state, lease } of await read('id = ANY($1)', [[...open.keys()]]).catch(
        () => [],
      )) {
        const before = open.get(id)
        const taken = before !== undefined && attempts > before.attempts
        if (taken) takeovers.push((performance.now() - began) / 1000)
        if (taken || state !== 'PREPARED' || lease?.getTime() !== before?.lease?.getTime()) open.delete(id)
      }
    }
  }
  const watching = setInterval(() => void watchFlow().catch(() => undefined), 400)

  const slots = await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      openSlot(
        `worker ${n}`,
        () =>
          rig.startWorker(
            { DIE_AT: `${rig.data}/die-at-${n}`, ...clockOf(`worker ${n}`) },
            ['--import', 'tsx', '--import', './bench/chaos-die.ts'],
            undefined,
            versions.get(`worker ${n}`),
          ),
        (name) => died.push(name),
      ),
    ),
  )
  const desks = await Promise.all(
    clerks.map((env, n) =>
      openSlot(
        `clerk ${n}`,
        () =>
          launch(
            ['--import', 'tsx', 'bench/chaos-clerk.ts'],
            { ...rig.env, ...env },
            'clerk ready',
            tell,
            versions.get(`clerk ${n}`),
          ),
        (name) => died.push(name),
      ),
    ),
  )
  return {
    rig,
    workers: slots,
    clerks: desks,
    clocks,
    hold,
    sql,
    insist,
    control,
    died,
    recoveries,
    takeovers,
    watchLeases,
    killed: () => void kills++,
    get kills() {
      return kills
    },
    /** A fault that stops processes has ended now. */
    ended: () => void ended.push({ at: Date.now() }),
    stopWatching: () => clearInterval(watching),
  }
}

const openChanges = `
  SELECT count(*)::int AS n FROM deliveries d WHERE d.state IN ('QUEUED', 'SENDING', 'REFUSED', 'FAILED')
    AND NOT EXISTS (SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.state = 'IMPOSSIBLE' AND e.seq < d.seq)`

const STILL = 660 // seconds: longer than any message waits for its next attempt

/**
 * Until nothing is under way and nobody has anything to decide, or nothing has moved for so long that it is stuck.
 * @returns how long that took, seconds
 */
export async function quiet(stage: Stage, say: (line: string) => void): Promise<number> {
  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1000
  let [said, least, moved] = [0, Infinity, 0]
  while (elapsed() - moved < STILL) {
    const [row] = await stage.sql<{ n: number }>(openChanges).catch(() => [])
    const { answersPending } = (await stage.control('GET', 'state')) as { answersPending: number }
    if (row?.n === 0 && answersPending === 0) break
    if (row && row.n < least) [least, moved] = [row.n, elapsed()]
    if (elapsed() - said > 10) {
      said = elapsed()
      say(`${row?.n ?? '?'} changes are under way, ${answersPending} answers`)
    }
    await wait(500)
  }
  return elapsed()
}

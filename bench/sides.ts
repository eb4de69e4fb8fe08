// Drains of a backlog, by our worker or by a reference, measured the same way in one rig.
import path from 'node:path'
import type { Planted } from '../prisma/seed/find-planted'
import { demoKey } from '../scripts/demo-keys.mjs'
import { plantBacklog, plantOrganisations, SERVICE } from './backlog'
import { disorder, type Applied } from './order'
import { openRig, type Program, type Rig } from './rig'

export type Backlog = { applications: number; changes: number }
export type Drained = {
  /** Changes answered by ЕПГУ and written down as such, a second. */
  rate: number
  done: number
  seconds: number
  /** Seconds of processor by process. */
  cpu: Record<'worker' | 'simulator' | 'database', number>
  /** Arrived at the simulator, and of them not right after the change before them. */
  arrived: number
  disordered: number
  refused: number
}
export type Reference = 'pg-boss' | 'graphile'

const PAGE = 10_000
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/**
 * A rig with both sides in it. Unless `checks` are asked for, the simulator verifies and signs nothing, and neither side
 * verifies answers: what is left is the pipeline. With them both sides verify all that they get, and so does the simulator.
 */
export async function openBench(name: string, { checks = false, latencyMs = 20 } = {}) {
  const worker = { SMEV_VERIFY: checks ? '1' : '0' }
  const rig = await openRig({ name, simulator: { SIMULATOR_DELAY_MS: '20' }, worker })
  const [organisation] = await plantOrganisations(rig.env.DATABASE_URL, 1)
  if (!organisation) throw new Error('no organisation')
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  await rig.control('PUT', 'settings', { checks, sign: checks, latencyMs })
  // Answers of the one must not lie in the queue of the other.
  const { SMEV_KEY, SMEV_CERTIFICATE } = await demoKey(path.join(rig.data, 'reference'))
  let planted = 0
  return {
    rig,
    organisation,
    /**
     * Plants a backlog and lets `workers` of ours take it away, from their start on; or, where they are `warm`, ones that have taken as much
     * away before and get it all at one moment.
     */
    async ours(
      backlog: Backlog,
      { workers = 1, more = {}, flags = [] as string[], warm = false } = {},
    ): Promise<Drained> {
      const start = () => Promise.all(Array.from({ length: workers }, () => rig.startWorker(more, flags)))
      let programs = warm ? await start() : []
      if (warm) {
        await plantOurs(rig, organisation, backlog)
        await allSettled(rig)
      }
      const notBefore = warm ? new Date(Date.now() + 4000 + backlog.applications * backlog.changes) : null
      await plantOurs(rig, organisation, backlog, notBefore)
      const from = await journalLength(rig)
      if (notBefore) await until(rig, notBefore)
      const since = notBefore ?? new Date()
      if (!warm) programs = await start()
      const began = notBefore?.getTime()
      return drain(rig, programs, from, {
        began,
        total: backlog.applications * backlog.changes,
        sql: `SELECT count(*) FILTER (WHERE state = 'ACCEPTED')::int AS done,
                count(*) FILTER (WHERE state IN ('QUEUED', 'SENDING'))::int AS left,
                (extract(epoch FROM max(settled_at)) * 1000)::float8 AS last
              FROM deliveries WHERE settled_at IS NULL OR settled_at > $1`,
        values: [since],
      })
    },
    /** The reference plants its own and is stopped after so many seconds, when it has not ended before. */
    async reference(kind: Reference, backlog: Backlog, seconds: number): Promise<Drained> {
      const from = await journalLength(rig)
      const settings = {
        SMEV_KEY,
        SMEV_CERTIFICATE,
        DATABASE_URL: rig.env.DATABASE_URL,
        APPLICATIONS: String(backlog.applications),
        CHANGES: String(backlog.changes),
        FROM: String(planted),
        SERVICE,
      }
      planted += backlog.applications
      const program = await rig.startWorker(settings, [], `bench/baselines/${kind}.ts`)
      const table = kind === 'pg-boss' ? 'by_pg_boss.changes' : 'by_graphile.changes'
      return drain(rig, [program], from, {
        total: backlog.applications * backlog.changes,
        sql: `SELECT count(done_at)::int AS done, count(*) FILTER (WHERE done_at IS NULL)::int AS left,
                (extract(epoch FROM max(done_at)) * 1000)::float8 AS last FROM ${table}`,
        values: [],
        seconds,
      })
    },
  }
}

async function plantOurs(
  rig: Rig,
  organisation: Planted,
  backlog: Backlog,
  notBefore: Date | null = null,
): Promise<void> {
  const most = 50_000
  for (let left = backlog.applications; left > 0; left -= most) {
    const applications = Math.min(left, most)
    await plantBacklog(rig.owner, organisation, { ...backlog, applications, notBefore })
  }
}

async function allSettled(rig: Rig): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await rig.owner.query(
      "SELECT FROM deliveries WHERE state IN ('QUEUED', 'SENDING') LIMIT 1",
    )
    if (rows.length === 0) return
    await wait(100)
  }
  throw new Error('the warming up did not end')
}

/** The workers are told at that moment, as they are when something is saved. */
async function until(rig: Rig, moment: Date): Promise<void> {
  if (moment.getTime() < Date.now()) throw new Error('the planting took longer than was thought')
  await wait(moment.getTime() - Date.now())
  await rig.owner.query("SELECT pg_notify('delivery', '')")
}

const journalLength = async (rig: Rig) => (await rig.control<{ journal: number }>('GET', 'state')).journal

async function arrivals(rig: Rig, from: number): Promise<Applied[]> {
  const all: Applied[] = []
  for (;;) {
    const page = await rig.control<Applied[]>('GET', `journal?after=${from + all.length}`)
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

type Watched = { began?: number; total: number; sql: string; values: unknown[]; seconds?: number }
type Seen = { done: number; left: number; last: number | null }

/** From a moment, or when the program says that it is ready, to its last answer, or to the end of the time given. */
async function drain(rig: Rig, programs: Program[], from: number, watched: Watched): Promise<Drained> {
  const { began = Date.now() } = watched
  const used = () => {
    const each = programs.map((program) => rig.cpu(program))
    const [first] = each
    return {
      worker: each.reduce((sum, { worker }) => sum + worker, 0),
      simulator: first?.simulator ?? 0,
      database: first?.database ?? 0,
    }
  }
  const before = used()
  const limit = watched.seconds ? watched.seconds * 1000 : Infinity
  let seen: Seen = { done: 0, left: watched.total, last: null }
  for (let moved = began; seen.left > 0 && Date.now() - began < limit;) {
    // Each look costs the database something: the rarer, the longer it will take yet.
    const rest = ((Date.now() - began) * seen.left) / Math.max(1, seen.done)
    await wait(Math.min(Math.max(200, rest / 3), 2000, began + limit - Date.now()))
    const { rows } = await rig.owner.query<Seen>(watched.sql, watched.values)
    const now = rows[0] ?? seen
    if (now.left !== seen.left) moved = Date.now()
    seen = now
    if (Date.now() - moved > 30_000) throw new Error(`the drain stands still at ${seen.left} left`)
  }
  const ended = seen.left > 0 ? Date.now() : (seen.last ?? Date.now())
  const after = used()
  for (const program of programs) await program.kill('SIGTERM')
  const arrived = await arrivals(rig, from)
  const seconds = (ended - began) / 1000
  return {
    rate: seen.done / seconds,
    done: seen.done,
    seconds,
    cpu: {
      worker: after.worker - before.worker,
      simulator: after.simulator - before.simulator,
      database: after.database - before.database,
    },
    arrived: arrived.length,
    disordered: disorder(arrived),
    refused: arrived.filter(({ code }) => code !== 0).length,
  }
}

export const told = ({ rate, done, seconds, cpu, arrived, disordered, refused }: Drained): string =>
  `${rate.toFixed(0)}/s (${done} in ${seconds.toFixed(1)} s); cpu s: worker ${cpu.worker.toFixed(1)}, database ` +
  `${cpu.database.toFixed(1)}, simulator ${cpu.simulator.toFixed(1)}; out of order ${disordered} of ${arrived}` +
  (refused ? `, refused ${refused}` : '')

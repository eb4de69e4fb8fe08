// The faults of a chaos run: a list that a seed gives again, and what each does.
import { renameSync, writeFileSync } from 'node:fs'
import { pick, randomOf } from '../prisma/seed/people'
import { fillDisk, restartDatabase, session } from './chaos-database'
import { wait, type Slot, type Stage } from './chaos-stage'

type Roll = { number: (from: number, to: number) => number; pick: <T>(from: readonly T[]) => T }
type Act = { text: string; play: (stage: Stage) => Promise<unknown> }
export type Fault = Act & { n: number; at: number; kind: string }
export type Size = { workers: number; clerks: number; freeze: [number, number] }

const POINTS = ['SendRequest', 'GetResponse', 'Ack']
  .flatMap((operation) => ['before', 'sent', 'answered'].map((step) => `${operation}.${step}`))
  .concat('commit.before', 'commit.after')
const BREAKDOWNS = 'hang disconnect http502 garbage empty slow disconnect http502 garbage'.split(' ')
const MOST_RULES = 4
const CODES = [4, 5, 13, 28, 31, 34, 38]
const seconds = (figure: number) => wait(figure * 1000)

const killSlot = (stage: Stage, slot: Slot, how?: () => void) =>
  stage.hold(slot.name, async () => {
    await slot.kill(how)
    stage.killed()
    if (stage.workers.includes(slot)) void stage.watchLeases()
    await slot.up()
    stage.ended()
  })

/** Settings of the simulator for a while. */
const setFor =
  (time: number, given: Record<string, number>, usual: Record<string, number>) => (stage: Stage) =>
    stage.hold('settings', async () => {
      await stage.control('PUT', 'settings', given)
      await seconds(time)
      await stage.control('PUT', 'settings', usual)
    })

const rule = (given: Record<string, unknown>): Act => ({
  text: Object.entries(given)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', '),
  // More than a few at once would spoil every call.
  play: async (stage) => {
    const rules = (await stage.control('POST', 'faults', given)) as unknown[]
    if (rules.length <= MOST_RULES) return
    await stage.control('DELETE', 'faults')
    await stage.control('POST', 'faults', given)
  },
})

const kinds: Record<string, [weight: number, make: (roll: Roll, size: Size) => Act]> = {
  'worker.kill': [4, ({ number }, { workers }) => ofWorker(number(0, workers - 1), 'SIGKILL', killSlot)],
  'worker.die': [
    5,
    (roll, { workers }) => {
      const point = roll.pick(POINTS)
      return ofWorker(roll.number(0, workers - 1), point, (stage, slot) =>
        killSlot(stage, slot, () => {
          writeFileSync(`${stage.rig.data}/die-at-${stage.workers.indexOf(slot)}`, point)
          slot.signal('SIGUSR2')
        }),
      )
    },
  ],
  'worker.freeze': [
    1,
    ({ number }, { workers, freeze }) => {
      const time = number(...freeze)
      return ofWorker(number(0, workers - 1), `SIGSTOP ${time} s`, (stage, slot) =>
        stage.hold('freeze', () =>
          stage.hold(slot.name, async () => {
            slot.signal('SIGSTOP')
            await seconds(time)
            slot.signal('SIGCONT')
            stage.ended()
          }),
        ),
      )
    },
  ],
  'worker.clock': [
    1,
    ({ number }, { workers }) => {
      const offset = number(-20, 30)
      return ofWorker(number(0, workers - 1), `${offset} s off`, async (stage, slot) => {
        stage.clocks.set(slot.name, offset)
        await killSlot(stage, slot)
        stage.clocks.delete(slot.name)
        await seconds(10)
        await killSlot(stage, slot)
      })
    },
  ],
  'worker.keys': [
    1,
    ({ number }) => {
      const time = number(3, 8)
      const play = (stage: Stage) =>
        stage.hold('keys', async () => {
          const [key, away] = [`${stage.rig.data}/smev/key.pem`, `${stage.rig.data}/smev/key.away`]
          renameSync(key, away)
          await seconds(time)
          renameSync(away, key)
        })
      return { text: `no key for ${time} s`, play }
    },
  ],
  'clerk.kill': [
    2,
    ({ number }, { clerks }) => {
      const n = number(0, clerks - 1)
      return { text: `clerk ${n}`, play: (stage) => killSlot(stage, stage.clerks[n] as Slot) }
    },
  ],
  'database.immediate': [1.5, () => ({ text: 'SIGQUIT', play: restartDatabase('SIGQUIT') })],
  'database.kill': [1.5, () => ({ text: 'SIGKILL', play: restartDatabase('SIGKILL') })],
  'database.xmin': [
    3,
    ({ number }) => {
      const time = number(5, 15)
      const play = (stage: Stage) =>
        session(stage, async (client) => {
          await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
          await client.query('SELECT count(*) FROM organisations')
          await seconds(time)
          await client.query('COMMIT')
        })
      return { text: `held ${time} s`, play }
    },
  ],
  'database.idle': [
    2,
    ({ number }) => {
      const count = number(100, 160)
      const play = (stage: Stage) =>
        stage.hold('idle', () =>
          Promise.all(Array.from({ length: count }, () => session(stage, () => seconds(4)))),
        )
      return { text: `${count} connections`, play }
    },
  ],
  'database.lock': [
    2,
    ({ pick: of, number }) => {
      const [table, time] = [of(['deliveries', 'messages', 'envelopes', 'audit_events']), number(1, 4)]
      const play = (stage: Stage) =>
        session(stage, async (client) => {
          await client.query('BEGIN')
          await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
          await seconds(time)
          await client.query('COMMIT')
        })
      return { text: `${table} ${time} s`, play }
    },
  ],
  'disk.full': [
    1.5,
    ({ number, pick: of }) => {
      const [left, time] = [of([0, 100]), number(4, 9)]
      return { text: `${left} MB left for ${time} s`, play: fillDisk(left, time) }
    },
  ],
  'database.audit': [
    1,
    () => ({
      text: 'no INSERT for 2 s',
      play: (stage) =>
        stage.hold('audit', async () => {
          await stage.insist(() => stage.sql('REVOKE INSERT ON audit_events FROM elk_web, elk_worker'))
          await seconds(2)
          await stage.insist(() => stage.sql('GRANT INSERT ON audit_events TO elk_web, elk_worker'))
        }),
    }),
  ],
  'simulator.kill': [
    3,
    () => ({
      text: 'SIGKILL',
      play: (stage) =>
        stage.hold('simulator', async () => {
          await stage.rig.simulator.kill()
          stage.killed()
          await stage.insist(() => stage.rig.restartSimulator())
          stage.ended()
        }),
    }),
  ],
  'simulator.freeze': [
    1.5,
    ({ number }) => {
      const time = number(3, 8)
      const play = (stage: Stage) =>
        stage.hold('simulator', async () => {
          const { child } = stage.rig.simulator
          child.kill('SIGSTOP')
          await seconds(time)
          child.kill('SIGCONT')
          stage.ended()
        })
      return { text: `SIGSTOP ${time} s`, play }
    },
  ],
  'simulator.late': [2, ({ number }) => timed('delayMs', number(1000, 12_000), 50, number(4, 8))],
  'simulator.slow': [2, ({ number }) => timed('latencyMs', number(300, 2000), 0, number(3, 6))],
  'simulator.full': [1, ({ number }) => timed('maxPending', number(1, 5), 0, number(3, 8))],
  'wire.broken': [
    36,
    ({ pick: of, number }) =>
      rule({
        operation: of(['SendRequest', 'SendRequest', 'GetResponse', 'GetResponse', 'Ack', '*']),
        fault: of(BREAKDOWNS),
        count: number(1, 3),
        after: number(0, 1) === 1,
      }),
  ],
  'files.broken': [
    6,
    ({ pick: of, number }) =>
      rule({
        operation: 'Upload',
        fault: of(['disconnect', 'disconnect', 'garbage', 'http502', 'hang']),
        count: number(1, 2),
      }),
  ],
  'wire.fault': [
    12,
    ({ pick: of, number }) =>
      rule({
        operation: of(['SendRequest', 'SendRequest', 'GetResponse', 'Ack']),
        fault: of(['SMEVFailure', 'DestinationOverflow']),
        count: number(1, 2),
        after: number(0, 1) === 1,
      }),
  ],
  'wire.refused': [
    8,
    ({ pick: of }) =>
      rule({
        operation: 'SendRequest',
        fault: of(['EndOfLifeReached', 'StaleMessageId', 'InvalidContent', 'InvalidContent', 'AccessDenied']),
        count: 1,
      }),
  ],
  'answer.twice': [10, ({ number }) => rule({ answer: 'duplicate', count: number(1, 5) })],
  'answer.parts': [5, ({ number }) => rule({ answer: 'parts', count: number(1, 5) })],
  'answer.order': [8, ({ number }) => rule({ answer: 'reorder', count: number(1, 2) })],
  'answer.refusal': [12, (roll) => rule({ answer: roll.pick(CODES), count: roll.number(1, 4) })],
  'answer.whole': [5, () => rule({ answer: 'SMEV-403', count: 1 })],
}

function ofWorker(n: number, what: string, play: (stage: Stage, slot: Slot) => Promise<unknown>): Act {
  return { text: `worker ${n} ${what}`, play: (stage) => play(stage, stage.workers[n] as Slot) }
}

function timed(name: string, value: number, usual: number, time: number): Act {
  return { text: `${name} ${value} for ${time} s`, play: setFor(time, { [name]: value }, { [name]: usual }) }
}

/** So many faults within so many seconds, each kind at least once: the same seed and size give the same list. */
export function planFaults(seed: number, count: number, within: number, size: Size): Fault[] {
  const random = randomOf(seed)
  const roll: Roll = {
    number: (from, to) => from + Math.floor(random() * (to - from + 1)),
    pick: (from) => pick(random, from),
  }
  const total = Object.values(kinds).reduce((sum, [weight]) => sum + weight, 0)
  const names = Object.keys(kinds)
  const draw = () => {
    let left = random() * total
    return names.find((name) => (left -= kinds[name]?.[0] ?? 0) < 0) ?? 'worker.kill'
  }
  const drawn = Array.from({ length: count }, (_, index) => {
    const kind = names[index] ?? draw()
    const [, make] = kinds[kind] as (typeof kinds)[string]
    return { at: random() * within, kind, ...make(roll, size) }
  })
  return drawn.sort((a, b) => a.at - b.at).map((fault, index) => ({ n: index + 1, ...fault }))
}

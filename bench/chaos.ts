// npm run chaos -- [--quick] [--seed N] [--faults N] [--changes N] [--seconds N] [--workers N] [--pooled] [--restore]: clerks save, workers send, and
// processes die, freeze and lie by a list that the seed gives again; then the checker holds three histories against each other.
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { plantBacklog, plantOrganisations, SERVICE } from './backlog'
import { planFaults, type Fault } from './chaos-faults'
import { readAcks, readDatabase, readJournal } from './chaos-histories'
import { goBack } from './chaos-restore'
import { openStage, quiet, wait, type Stage } from './chaos-stage'
import { check } from './checker'
import { machine, quantile } from './measure'
import { openRig } from './rig'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '277' },
    faults: { type: 'string' },
    changes: { type: 'string' },
    seconds: { type: 'string' },
    workers: { type: 'string', default: '3' },
    pooled: { type: 'boolean', default: false },
    restore: { type: 'boolean', default: false },
  },
})
const { quick } = values
const figure = (given: string | undefined, usual: number) => Number(given ?? usual)
const [seed, faults] = [Number(values.seed), figure(values.faults, quick ? 60 : 500)]
const changes = figure(values.changes, quick ? 5000 : 100_000)
const seconds = figure(values.seconds, Math.ceil(faults * (quick ? 1 : 1.05)))
const workers = Number(values.workers)

const PLANTED = [1, 2, 3]
const EACH = 4 // changes of a planted application
const began = performance.now()
const elapsed = () => (performance.now() - began) / 1000
const say = (line: string) => console.log(`  ${elapsed().toFixed(1).padStart(6)} s  ${line}`)
let log = ''
const tell = (line: string) => log && appendFileSync(log, `${line}\n`)

console.log(
  `chaos · seed ${seed} · ${faults} faults, ${changes} changes in ${seconds} s${values.pooled ? ' · through pgbouncer' : ''} · ${machine()}`,
)
const rig = await openRig({
  name: 'chaos',
  simulator: { SIMULATOR_DELAY_MS: '50' },
  worker: { LOG_LEVEL: 'error', SMEV_TIMEOUT_SECONDS: '8', TAKE_BACK_SECONDS_FINAL: '0' },
  tell,
  pooled: values.pooled,
  diskBytes: (4 + Math.ceil(changes / 40_000)) * 2 ** 30,
})
if (!rig.disk) say('no disk of our own here: none will be full (that takes root, ext4 and a loop device)')
log = path.join(rig.data, 'programs.log')
const fileOf = (name: string) => path.join(rig.data, `acks-${name}.jsonl`)
const files = ['saver-0', 'saver-1', 'decider', 'planter'].map(fileOf)
for (const file of files) appendFileSync(file, '')

/** Backlogs in pieces, as the time passes; one change of each piece has its limit in a moment. */
async function plant(
  stage: Stage,
  organisations: Awaited<ReturnType<typeof plantOrganisations>>,
  from: number,
) {
  const piece = Math.max(100, Math.ceil(changes / EACH / 50))
  let done = 0
  for (let n = 0; done < changes; n++) {
    const organisation = organisations[n % PLANTED.length]
    if (!organisation) break
    while ((elapsed() - from) / (seconds * 0.9) < done / changes) await wait(250)
    try {
      const numbers = await plantBacklog(rig.owner, organisation, { applications: piece, changes: EACH })
      for (const orderNumber of numbers)
        appendFileSync(
          fileOf('planter'),
          `${JSON.stringify({ ack: { what: 'planted', orderNumber, changes: EACH } })}\n`,
        )
      done += numbers.length * EACH
      await stage.sql(
        `UPDATE deliveries SET deadline_at = app_now() + interval '5 seconds'
         WHERE application_id = (SELECT id FROM applications WHERE order_number = $1)`,
        [numbers[0]],
      )
    } catch {
      await wait(500) // the database was killed: what was not acknowledged is made up for by another piece
    }
  }
}

async function playAll(stage: Stage, list: Fault[], from: number): Promise<void> {
  const playing: Promise<unknown>[] = []
  for (const fault of list) {
    while (elapsed() - from < fault.at) await wait(50)
    say(`#${fault.n} ${fault.at.toFixed(1)} ${fault.kind}: ${fault.text}`)
    const since = elapsed()
    const ended = fault.play(stage).then(
      () => elapsed() - since > 20 && say(`#${fault.n} took ${(elapsed() - since).toFixed(0)} s`),
      (error: unknown) => say(`#${fault.n} could not be played: ${String(error)}`),
    )
    playing.push(ended)
  }
  await Promise.all(playing)
  say(`all have ended, ${(elapsed() - from - seconds).toFixed(0)} s late`)
}

let violations: string[] = []
try {
  const organisations = await plantOrganisations(rig.env.DATABASE_URL, 5)
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  await rig.control('PUT', 'settings', { redeliverySeconds: 10 })
  const login = (n: number) => `obrazcova${n}`
  const clerk = (name: string, more: Record<string, string>) => ({
    CLERK_FILE: fileOf(name),
    SEED: String(seed),
    LOG_LEVEL: 'error',
    ...more,
  })
  const deciding = (name: string) => clerk(name, { CLERK_DECIDES: [1, 2, 3, 4, 5].map(login).join() })
  const stage = await openStage(
    rig,
    workers,
    [
      clerk('saver-0', { CLERK_SAVES: [4, 4, 5].map(login).join() }),
      clerk('saver-1', { CLERK_SAVES: [5, 5, 4].map(login).join() }),
      deciding('decider'),
    ],
    tell,
  )
  const list = planFaults(seed, faults, seconds, {
    workers,
    clerks: stage.clerks.length,
    freeze: quick ? [16, 20] : [16, 40],
  })
  const from = elapsed()
  const progress = setInterval(() => {
    const counted = stage.sql<{ open: number; done: number }>(
      "SELECT count(*) FILTER (WHERE state IN ('QUEUED', 'SENDING'))::int AS open, count(*) FILTER (WHERE state = 'ACCEPTED')::int AS done FROM deliveries",
    )
    counted.then(
      ([row]) => say(`${row?.done} accepted, ${row?.open} under way`),
      () => say('the database is away'),
    )
  }, 15_000)
  say(`${workers} workers and ${stage.clerks.length} clerks are up`)
  await Promise.all([playAll(stage, list, from), plant(stage, organisations, from)])
  await stage.control('DELETE', 'faults')
  const [first, second, decider] = stage.clerks
  await Promise.all([first?.stop(), second?.stop()])
  clearInterval(progress)
  say('the faults are over')
  const recovered = await quiet(stage, say)
  await decider?.stop()
  stage.stopWatching()
  await Promise.all(stage.workers.map((slot) => slot.stop()))

  const { acks, wrong } = readAcks(files)
  const [database, journal] = [await readDatabase(rig.owner, rig.env), readJournal(rig.data)]
  const died = stage.died.map((name) => `F6 ${name} ended by itself`)
  violations = [...died, ...wrong, ...check(acks, database, journal)]
  if (values.restore)
    violations.push(
      ...(await goBack(stage, organisations, workers, deciding('after'), tell, say).catch(
        (error: unknown) => [`F30 could not be played: ${String(error)}`],
      )),
    )
  for (const violation of violations.slice(0, 40)) console.log(`  VIOLATION ${violation}`)
  const count = new Set(database.rows.map(({ orderNumber, seq }) => `${orderNumber} ${seq}`)).size
  say(`takeovers: ${stage.takeovers.map((one) => one.toFixed(1)).join(' ')}`)
  const p95 = (figures: number[]) => `${figures.length === 0 ? '-' : quantile(figures, 0.95).toFixed(1)} s`
  console.log(
    `chaos · seed ${seed}: ${faults} faults, ${stage.kills} kills, ${count} changes (${acks.length} acknowledged to clerks), ` +
      `${database.messages.length} messages, ${violations.length} violations, recovery p95 ${p95(stage.recoveries)}, ` +
      `takeover p95 ${p95(stage.takeovers)} of ${stage.takeovers.length}, all settled ${recovered.toFixed(0)} s after the last fault, ${elapsed().toFixed(0)} s`,
  )
} finally {
  await rig.close().catch((error: unknown) => console.error(String(error)))
}
process.exit(violations.length > 0 ? 1 : 0)

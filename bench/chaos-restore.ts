// The database is lost and an older backup is all there is: what left after it must not go twice (fault F30).
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { holdRestored } from '../scripts/backup/hold-restored'
import { restoreBackup } from '../scripts/backup/restore-backup'
import { takeBackup } from '../scripts/backup/take-backup'
import { readSecrets } from '../scripts/secrets.mjs'
import type { Planted } from '../prisma/seed/find-planted'
import { plantBacklog } from './backlog'
import { readDatabase, readJournal } from './chaos-histories'
import { quiet, wait, type Stage } from './chaos-stage'
import { check, type Database, type Decided } from './checker'
import { launch, root, type Program } from './rig'

const KNOWN = { applications: 2000, changes: 2 }
const LOST = { applications: 150, changes: 1 }
const [LEFT, ANSWERED] = [12, 3] // messages, when the workers are killed
const LONGEST = 60_000 // ms until they have left
const BYTES = /its signed bytes are not kept/ // they were in the database that is lost

/**
 * Everything is quiet. A backlog is backed up, some of it leaves, and some of what was made after the backup; then all is lost but the
 * backup and the journal of what left. What is wrong once that has been reconciled and everything has gone on from there.
 */
export async function goBack(
  stage: Stage,
  planted: Planted[],
  workers: number,
  decider: Record<string, string>,
  tell: (line: string) => void,
  say: (line: string) => void,
): Promise<string[]> {
  const { rig } = stage
  const place = path.join(rig.data, 'backup')
  const start = () => Promise.all(Array.from({ length: workers }, () => rig.startWorker()))
  const end = (programs: Program[], signal: NodeJS.Signals) =>
    Promise.all(programs.map((program) => program.kill(signal)))

  const [known, other] = planted as [Planted, Planted]
  await plantBacklog(rig.owner, known, KNOWN)
  await takeBackup({ place, data: rig.home, url: rig.database.url('postgres'), log: tell })
  const since = new Date()
  await plantBacklog(rig.owner, other, LOST)
  await stage.control('PUT', 'settings', { delayMs: 300 })
  for (const given of [
    { operation: 'SendRequest', fault: 'EndOfLifeReached', count: 2 },
    { operation: 'SendRequest', fault: 'disconnect', count: 2, after: true },
    { operation: 'Ack', fault: 'disconnect', count: 2, after: true },
    { answer: 13, count: 3 },
  ])
    await stage.control('POST', 'faults', given)
  const before = await start()
  const began = performance.now()
  for (let [left, answered] = [0, 0]; left < LEFT || answered < ANSWERED; await wait(20)) {
    if (performance.now() - began > LONGEST)
      return [`F30: only ${left} messages left, ${answered} were answered`]
    const [row] = await stage.sql<{ left: number; answered: number }>(
      'SELECT count(*)::int AS left, count(answered_at)::int AS answered FROM messages WHERE sent_at > $1',
      [since],
    )
    ;[left, answered] = [row?.left ?? 0, row?.answered ?? 0]
  }
  await end(before, 'SIGKILL')
  await rig.database.stop()
  for (const name of ['postgres', 'files', 'log-heads.jsonl'])
    rmSync(path.join(rig.home, name), { recursive: true, force: true })

  const secrets = readSecrets(rig.home)
  const { name } = await restoreBackup({ place, data: rig.home, secrets, stamp: 'chaos', log: tell })
  await holdRestored({ place, data: rig.home, secrets, source: name })
  await rig.restartDatabase()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/reconcile.ts'],
    {
      cwd: root,
      env: { ...process.env, ...rig.env } as NodeJS.ProcessEnv,
      encoding: 'utf8',
    },
  )
  say(`restored: ${stdout.split('\n')[0]}`)
  if (status !== 0) return [`F30 reconcile: ${stdout}${stderr}`]
  if (Number(/^\d+/.exec(stdout)?.[0]) < LEFT / 2)
    return [`F30: too little had left to try anything: ${stdout}`]
  await stage.control('PUT', 'settings', { delayMs: 50 })
  const after = await start()
  after.push(
    await launch(
      ['--import', 'tsx', 'bench/chaos-clerk.ts'],
      { ...rig.env, ...decider },
      'clerk ready',
      tell,
    ),
  )
  say(`settled ${(await quiet(stage, say)).toFixed(0)} s later`)
  await end(after, 'SIGTERM')
  const database = await readDatabase(rig.owner, rig.env)
  const passed = [...stdout.matchAll(/^look: order (\S+),/gm)].map(([, order]) => ` ${order}:`)
  return check([], database, knownOf(readJournal(rig.data), database))
    .filter((one) => !BYTES.test(one) && !passed.some((order) => one.includes(order)))
    .map((one) => `F30 ${one}`)
}

/** Of what ЕПГУ decided that which is of changes that the old state has. */
function knownOf(journal: Decided[], { rows }: Database): Decided[] {
  const second = (at: string) => Math.floor(Date.parse(at) / 1000)
  const known = new Set(rows.map((row) => `${row.orderNumber} ${row.status} ${second(row.at)}`))
  return journal.flatMap(({ id, outcomes }) => {
    const mine = outcomes
      .map((one) => ({
        ...one,
        statuses: one.statuses.filter(({ status, date }) =>
          known.has(`${one.orderNumber} ${status} ${second(date)}`),
        ),
      }))
      .filter(({ statuses }) => statuses.length > 0)
    return mine.length > 0 ? [{ id, outcomes: mine }] : []
  })
}

// The database is lost, and the backup in the middle of the run is all there is: what left after it must not go twice (fault F30).
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { holdRestored } from '../scripts/backup/hold-restored'
import { restoreBackup } from '../scripts/backup/restore-backup'
import { takeBackup } from '../scripts/backup/take-backup'
import { readSecrets } from '../scripts/secrets.mjs'
import { readDatabase, readJournal } from './chaos-histories'
import { quiet, type Stage } from './chaos-stage'
import { check, type Database, type Decided } from './checker'
import { launch, root, type Program, type Rig } from './rig'

const placeOf = (rig: Rig) => path.join(rig.data, 'backup')
const SOUGHT = /^I[2356] / // what a clerk was answered after the backup is lost, as its bytes are: the restore says so

/** While everything goes on. */
export const backUp = (stage: Stage, say: (line: string) => void): Promise<unknown> =>
  stage.hold('database', async () => {
    const { rig } = stage
    const { name } = await takeBackup({
      place: placeOf(rig),
      data: rig.home,
      url: rig.database.url('postgres'),
      log: () => undefined,
    })
    say(`backup ${name}`)
  })

/** Nothing runs any more. What is wrong once the old state has been reconciled and everything has gone on from it. */
export async function goBack(
  stage: Stage,
  workers: number,
  decider: Record<string, string>,
  tell: (line: string) => void,
  say: (line: string) => void,
): Promise<string[]> {
  const { rig } = stage
  const place = placeOf(rig)
  if (!existsSync(place)) return ['F30: no backup was taken']
  await rig.database.stop()
  for (const name of ['postgres', 'files', 'log-heads.jsonl'])
    rmSync(path.join(rig.home, name), { recursive: true, force: true })
  const secrets = readSecrets(rig.home)
  const { name } = await restoreBackup({ place, data: rig.home, secrets, stamp: 'chaos', log: tell })
  await holdRestored({ place, data: rig.home, secrets, source: name })
  await rig.restartDatabase()
  const waited = (
    await stage.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM deliveries WHERE state IN ('QUEUED', 'SENDING')",
    )
  )[0]?.n
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/reconcile.ts'],
    {
      cwd: root,
      env: { ...process.env, ...rig.env } as NodeJS.ProcessEnv,
      encoding: 'utf8',
    },
  )
  say(`restored, ${waited} changes waited then; ${stdout.split('\n')[0]}`)
  if (status !== 0) return [`F30 reconcile: ${stdout}${stderr}`]

  const programs: Program[] = []
  for (let n = 0; n < workers; n++) programs.push(await rig.startWorker())
  programs.push(
    await launch(
      ['--import', 'tsx', 'bench/chaos-clerk.ts'],
      { ...rig.env, ...decider },
      'clerk ready',
      tell,
    ),
  )
  say(`settled ${(await quiet(stage, 120, say)).toFixed(0)} s later`)
  for (const program of programs) await program.kill('SIGTERM')
  const database = await readDatabase(rig.owner, rig.env)
  const passed = [...stdout.matchAll(/^look: order (\S+),/gm)].map(([, order]) => order)
  return check([], database, knownOf(readJournal(rig.data), database))
    .filter((one) => SOUGHT.test(one) && !passed.some((order) => one.includes(` ${order}:`)))
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

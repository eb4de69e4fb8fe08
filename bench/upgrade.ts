// npm run bench -- upgrade [--from COMMIT]: workers and clerks of an older version at work; the newer schema is put under them, then one
// program after another is replaced. Nothing may fail, be lost, doubled or come out of order (F26, R14).
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { prepareDatabase } from '../scripts/database.mjs'
import { plantBacklog, plantOrganisations, SERVICE } from './backlog'
import { readAcks, readDatabase, readJournal, readStumbles } from './chaos-histories'
import { openStage, quiet, wait } from './chaos-stage'
import { check } from './checker'
import { machine } from './measure'
import { openRig, root } from './rig'

const { values } = parseArgs({ options: { from: { type: 'string' } }, allowPositionals: true })
const SECONDS = 10 // that each state of affairs lasts
const old = path.join(root, 'data/upgrade-from')

const run = (command: string, args: string[], cwd = root): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** What stood before the last change of the schema, unless another version is asked for. */
function chooseVersion(): string {
  const newest = run('git', ['log', '-1', '--format=%H', '--', 'prisma/migrations'])
  return run('git', ['rev-parse', '--verify', `${values.from ?? `${newest}^`}^{commit}`])
}

/** The older version in a folder of its own; what measures is of this one. */
function unpack(commit: string): void {
  rmSync(old, { recursive: true, force: true })
  mkdirSync(old, { recursive: true })
  run('git', ['archive', '--output', `${old}.tar`, commit])
  run('tar', ['-xf', `${old}.tar`, '-C', old])
  rmSync(`${old}.tar`)
  const lock = (folder: string) => readFileSync(path.join(folder, 'package-lock.json'), 'utf8')
  if (lock(old) === lock(root)) symlinkSync(path.join(root, 'node_modules'), path.join(old, 'node_modules'))
  else run('npm', ['ci'], old)
  run(process.execPath, [path.join(old, 'node_modules/prisma/build/index.js'), 'generate'], old)
  rmSync(path.join(old, 'bench'), { recursive: true })
  cpSync(path.join(root, 'bench'), path.join(old, 'bench'), { recursive: true })
}

/** Beside everything that runs, as the first program of the new version does. */
const migrate = (url: string) =>
  new Promise<void>((done, fail) => {
    const program = `import('./scripts/database.mjs').then(({ prepareDatabase }) => prepareDatabase(process.argv[1], JSON.parse(process.argv[2])))`
    const secrets = readFileSync(path.join(rig.data, 'secrets.json'), 'utf8')
    const child = spawn(process.execPath, ['-e', program, url, secrets], { cwd: root, stdio: 'inherit' })
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error('the schema could not be brought up'))))
  })

const began = performance.now()
const say = (line: string) =>
  console.log(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)
const commit = chooseVersion()
console.log(`upgrade from ${commit.slice(0, 10)} · ${machine()}`)
unpack(commit)
const { prepareDatabase: prepare } = (await import(path.join(old, 'scripts/database.mjs'))) as {
  prepareDatabase: typeof prepareDatabase
}
let log = ''
const tell = (line: string) => log && appendFileSync(log, `${line}\n`)
const rig = await openRig({
  name: 'upgrade',
  simulator: { SIMULATOR_DELAY_MS: '50' },
  worker: { LOG_LEVEL: 'warn', TAKE_BACK_SECONDS_FINAL: '0' },
  tell,
  prepare,
})
log = path.join(rig.data, 'programs.log')
const names = ['saver-0', 'saver-1', 'decider']
const fileOf = (name: string) => path.join(rig.data, `acks-${name}.jsonl`)
for (const name of [...names, 'planter']) appendFileSync(fileOf(name), '')

let failures: string[] = []
try {
  const organisations = await plantOrganisations(rig.env.DATABASE_URL, 5)
  await rig.control('PUT', 'services', [{ targetCode: SERVICE, name: 'Услуга' }])
  const clerk = (name: string, more: Record<string, string>) => ({
    CLERK_FILE: fileOf(name),
    CLERK_REST_MS: '150',
    SEED: '277',
    LOG_LEVEL: 'error',
    ...more,
  })
  const programs = ['worker 0', 'worker 1', 'clerk 0', 'clerk 1', 'clerk 2']
  const versions = new Map(programs.map((name) => [name, old]))
  const stage = await openStage(
    rig,
    2,
    [
      clerk('saver-0', { CLERK_SAVES: 'obrazcova4,obrazcova5' }),
      clerk('saver-1', { CLERK_SAVES: 'obrazcova5,obrazcova4' }),
      clerk('decider', { CLERK_DECIDES: [1, 2, 3, 4, 5].map((n) => `obrazcova${n}`).join() }),
    ],
    tell,
    versions,
  )
  /** So that work of many batches is under way whenever something is replaced. */
  const plant = async () => {
    for (const organisation of organisations.slice(0, 3))
      for (const orderNumber of await plantBacklog(rig.owner, organisation, {
        applications: 100,
        changes: 4,
      }))
        appendFileSync(
          fileOf('planter'),
          `${JSON.stringify({ ack: { what: 'planted', orderNumber, changes: 4 } })}\n`,
        )
  }
  const lasts = async (what: string) => {
    say(what)
    await plant()
    await wait(SECONDS * 1000)
  }
  await lasts('everything is of the older version')
  await migrate(rig.env.DATABASE_URL)
  await lasts('the schema is of the newer one')
  for (const slot of [...stage.workers, ...stage.clerks]) {
    versions.delete(slot.name)
    await slot.replace()
    await lasts(`${slot.name} is of the newer one`)
  }
  const [first, second, decider] = stage.clerks
  await Promise.all([first?.stop(), second?.stop()])
  say('clerks save no more')
  const settled = await quiet(stage, say)
  await decider?.stop()
  stage.stopWatching()
  await Promise.all(stage.workers.map((slot) => slot.stop()))
  const files = [...names, 'planter'].map(fileOf)
  const { acks, wrong } = readAcks(files)
  const [database, journal] = [await readDatabase(rig.owner, rig.env), readJournal(rig.data)]
  failures = [
    ...stage.died.map((name) => `${name} ended by itself`),
    ...readStumbles(files),
    ...wrong,
    ...check(acks, database, journal),
  ]
  for (const failure of failures.slice(0, 40)) console.log(`  FAILED ${failure}`)
  const saved = acks.filter(({ what }) => what === 'registered' || what === 'changed').length
  console.log(
    `upgrade from ${commit.slice(0, 10)}: ${programs.length} programs replaced, ${saved} saves answered, ${database.messages.length} messages, ` +
      `${failures.length} failed, lost, doubled or out of order, all settled ${settled.toFixed(0)} s after the last save`,
  )
  if (saved === 0 || !existsSync(path.join(rig.data, 'simulator/journal.jsonl')))
    failures.push('nothing was tried')
} finally {
  await rig.close().catch((error: unknown) => console.error(String(error)))
}
process.exit(failures.length > 0 ? 1 : 0)

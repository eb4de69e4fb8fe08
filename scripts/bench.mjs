// npm run bench -- NAME: measures one thing; `all` measures everything and writes bench/results.json and the table of README.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePort } from './postgres.mjs'
import { readSecrets } from './secrets.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** What starts what it needs by itself, and nothing else runs beside. */
const alone = {
  P1: ['pipelines', 'P1'],
  P2: ['pipelines', 'P2'],
  P3: ['pipelines', 'P3'],
  P4: ['country'],
  P5: ['country'],
  P6: ['lone'],
  P7: ['sign'],
  P8: ['sign'],
  P18: ['drain', 'P18'],
  P19: ['drain', 'P19'],
  P20: ['live'],
  P21: ['churn'],
  P22: ['drain', 'P22'],
  P28: ['country'],
  F29: ['throttle'],
  R2: ['outage'],
  R4: ['isolation'],
  pipelines: ['pipelines', 'P1', 'P2', 'P3'],
  sign: ['sign'],
  chaos: ['chaos'],
  takeover: ['takeover'],
  recovery: ['recovery'],
  upgrade: ['upgrade'],
}
/** What is measured in the whole product, brought up in a folder of its own; memory in one that holds nothing yet. */
const inProduct = ['list', 'deliver', 'log', 'audit', 'memory', 'start', 'import']
const settings = { memory: { FILES_MAX_BYTES: String(2 ** 30) } }
const otherNames = { P27: 'memory' }

const everything = [
  ['pipelines'],
  ['pipelines', '--checks'],
  ...[
    'P4',
    'P6',
    'P18',
    'P19',
    'P20',
    'P21',
    'P22',
    'F29',
    'R2',
    'R4',
    'takeover',
    'recovery',
    'sign',
    'list',
    'deliver',
    'log',
    'audit',
    'memory',
    'start',
    'import',
  ].map((one) => [one]),
]

const run = (file, words, env = {}) =>
  spawnSync(process.execPath, ['--import', 'tsx', path.join(root, 'bench', `${file}.ts`), ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status ?? 1

async function runInProduct(name, words) {
  const data = path.join(root, 'data/bench', name)
  if (name === 'memory') rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
  const port = await freePort()
  const app = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: data,
      LOG_LEVEL: 'warn',
      DATABASE_URL: '',
      TAKE_BACK_SECONDS_FINAL: '0',
      ...settings[name],
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((done) => app.on('exit', done))
  try {
    await new Promise((done, fail) => {
      app.stdout.on('data', (chunk) => String(chunk).includes('is up:') && done())
      ended.then((exit) => fail(new Error(`the product did not start (exit ${exit})`)))
    })
    const running = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8'))
    const secrets = readSecrets(data)
    const url = (user, password) => `postgresql://${user}:${password}@127.0.0.1:${running.database}/arm_elk`
    return run(name, words, {
      DATA_DIR: data,
      TAKE_BACK_SECONDS_FINAL: '0',
      BASE_URL: running.address,
      SIMULATOR_URL: running.simulator,
      PIDS: JSON.stringify({ launcher: running.pid, ...running.pids }),
      DATABASE_URL: url('elk_owner', secrets.owner),
      DATABASE_URL_WEB: url('arm_elk_web', secrets.web),
      DATABASE_URL_WORKER: url('arm_elk_worker', secrets.worker),
    })
  } finally {
    app.kill('SIGINT')
    await ended
  }
}

const git = (...words) => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout.trim()

/**
 * Everything, or these of it beside what this and other machines measured before; written down after each. A bench that failed is in the
 * results too, with the code it ended with.
 */
function runAll(only) {
  const results = path.join(root, 'bench/results.json')
  const file = path.join(root, 'data/bench-figures.jsonl')
  mkdirSync(path.dirname(file), { recursive: true })
  const changed = git('status', '--porcelain', '--', '.', ':!bench/results.json', ':!README.md') !== ''
  const commit = git('rev-parse', 'HEAD') + (changed ? ' with changes' : '')
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model.trim()} · ${Math.round(os.totalmem() / 2 ** 30)} GiB · Node ${process.versions.node}`
  const names = everything.map((words) => words.join(' '))
  const { machines } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { machines: [] }
  const others = machines.filter((one) => one.machine !== machine)
  const known = new Map(
    machines.find((one) => one.machine === machine)?.benches.map((one) => [one.bench, one]),
  )
  let failed = false
  for (const words of everything.filter(([name]) => only.length === 0 || only.includes(name))) {
    rmSync(file, { force: true })
    const began = Date.now()
    const { status } = spawnSync(process.execPath, [import.meta.filename, ...words], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, BENCH_FIGURES: file },
    })
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    failed ||= status !== 0
    known.set(words.join(' '), {
      bench: words.join(' '),
      date: new Date().toISOString(),
      commit,
      exit: status ?? 1,
      seconds: Math.round((Date.now() - began) / 1000),
      figures: lines.filter(Boolean).map((line) => JSON.parse(line)),
    })
    const benches = names.flatMap((one) => known.get(one) ?? [])
    const ours = { machine, benches, missing: names.filter((one) => !known.has(one)) }
    writeFileSync(results, `${JSON.stringify({ machines: [ours, ...others] }, null, 2)}\n`)
  }
  spawnSync(process.execPath, [path.join(root, 'scripts/bench-table.mjs')], { cwd: root, stdio: 'inherit' })
  return failed ? 1 : 0
}

const [given = '', ...words] = process.argv.slice(2)
const name = otherNames[given] ?? given
if (name === 'all') process.exit(runAll(words))
const found = alone[name]
if (found) process.exit(run(found[0], [...found.slice(1), ...words]))
if (inProduct.includes(name)) process.exit(await runInProduct(name, words))
console.error(
  `npm run bench -- all | ${[...Object.keys(alone), ...Object.keys(otherNames), ...inProduct].join(' | ')}`,
)
process.exit(1)

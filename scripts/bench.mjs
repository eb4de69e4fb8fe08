// npm run bench -- list|deliver|log|audit|memory|start|import: brings the product up in a folder of its own and measures it there.
// `sign`, `drain` and `chaos` need none of it: they start what they need themselves.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { freePort } from './postgres.mjs'
import { readSecrets } from './secrets.mjs'

const root = path.resolve(import.meta.dirname, '..')
const data = path.join(root, 'data/bench')
const name = process.argv[2] ?? ''
const file = path.join(root, 'bench', `${name}.ts`)
if (!/^[a-z]+$/.test(name) || !existsSync(file)) {
  console.error(
    'npm run bench -- list | deliver | log | audit | memory | start | sign | import | drain | chaos',
  )
  process.exit(1)
}

if (['sign', 'drain', 'chaos'].includes(name)) {
  const args = ['--import', 'tsx', file, ...process.argv.slice(3)]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}

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
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise((done) => app.on('exit', done))
let code = 1
try {
  await new Promise((done, fail) => {
    app.stdout.on('data', (chunk) => String(chunk).includes('is up:') && done())
    ended.then((exit) => fail(new Error(`the product did not start (exit ${exit})`)))
  })
  const run = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8'))
  const secrets = readSecrets(data)
  const url = (user, password) => `postgresql://${user}:${password}@127.0.0.1:${run.database}/arm_elk`
  const result = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DATA_DIR: data,
      TAKE_BACK_SECONDS_FINAL: '0',
      BASE_URL: run.address,
      SIMULATOR_URL: run.simulator,
      PIDS: JSON.stringify({ launcher: run.pid, ...run.pids }),
      DATABASE_URL: url('elk_owner', secrets.owner),
      DATABASE_URL_WEB: url('arm_elk_web', secrets.web),
      DATABASE_URL_WORKER: url('arm_elk_worker', secrets.worker),
    },
  })
  code = result.status ?? 1
} finally {
  app.kill('SIGINT')
  await ended
}
process.exit(code)

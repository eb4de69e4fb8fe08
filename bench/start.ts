// From `npm start` to the first page with packages, build, database and demo data in place, beside a bare Next page and
// a bare PostgreSQL.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { freePort } from '../scripts/postgres.mjs'
import { startBare } from './bare'
import { bar, compare, finish, machine, median } from './measure'

const ROUNDS = 5
const root = path.resolve(import.meta.dirname, '..')

async function product(): Promise<number> {
  const began = performance.now()
  const app = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(await freePort()),
      DATA_DIR: path.join(root, 'data/bench-start'),
      DATABASE_URL: '',
      DATABASE_URL_WEB: '',
      DATABASE_URL_WORKER: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((done) => app.on('exit', done))
  await new Promise<void>((done, fail) => {
    app.stdout.on('data', (chunk) => String(chunk).includes('is up:') && done())
    ended.then((code) => fail(new Error(`the product did not start (exit ${code})`)))
  })
  const seconds = (performance.now() - began) / 1000
  app.kill('SIGINT')
  await ended
  return seconds
}

async function bareStack(): Promise<number> {
  const { seconds, stop } = await startBare()
  await stop()
  return seconds
}

const first = await product()
await bareStack()
const result = await compare(
  ROUNDS,
  async () => [await product()],
  async () => [await bareStack()],
)
console.log(`\nstart with packages and build in place · ${machine()}`)
console.log(
  `  npm start ${median(result.ours).toFixed(1)} s · bare ${median(result.reference).toFixed(1)} s · ratio ${result.ratio.toFixed(1)} (95 %: ${result.low.toFixed(1)}–${result.high.toFixed(1)})`,
)
console.log(`  the first start in an empty folder, demo data and all: ${first.toFixed(1)} s`)
bar('npm start → everything up', median(result.ours), 10, 's')
finish()

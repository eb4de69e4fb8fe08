// npm run test:e2e: the whole product as `npm start` brings it up, in a folder of its own, and Playwright against it.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { findChromium } from './chromium.mjs'
import { freePort } from './postgres.mjs'

const root = path.resolve(import.meta.dirname, '..')
const data = path.join(root, 'data/e2e')
const report = path.join(root, 'data/reports/e2e.json')

async function main() {
  const chromium = await findChromium()
  console.log(`browser: ${chromium}`)
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
  mkdirSync(path.dirname(report), { recursive: true })
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: data,
    LOG_LEVEL: 'warn',
    GEPS_URL: 'simulator',
    METRICS_SECRET: 'e2e-metrics-secret',
  }
  delete env.DATABASE_URL
  const app = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((done) => app.on('exit', done))
  const stop = async () => {
    app.kill('SIGINT')
    await ended
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop().then(() => process.exit(1)))
  try {
    await new Promise((done, fail) => {
      app.stdout.on('data', (chunk) => {
        process.stdout.write(String(chunk).replace(/^(?=.)/gm, '[start] '))
        if (String(chunk).includes('is up:')) done()
      })
      ended.then((code) => fail(new Error(`the product did not start (exit ${code})`)))
    })
    const run = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8'))
    const tests = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/@playwright/test/cli.js'),
        'test',
        ...process.argv.slice(2).filter((arg) => !arg.startsWith('--outputFile')),
      ],
      {
        cwd: root,
        stdio: 'inherit',
        env: {
          ...process.env,
          CHROMIUM: chromium,
          BASE_URL: run.address,
          SIMULATOR_URL: run.simulator,
          E2E_DATA: data,
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        },
      },
    )
    return tests.status ?? 1
  } finally {
    await stop()
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)

// npm start: database, migrations, simulator, worker, web, demo data; stops all of them on Ctrl-C.
//   --demo  demo data also with a database, an address or a driver of СМЭВ of one's own
//   --dev   next dev instead of the built server
import { execFile, spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { backupKeys } from './backup/keys.mjs'
import { watchFiles } from './backup/pool.mjs'
import { ensureBuild } from './build.mjs'
import { checkExposure, checkFolder, checkNode, checkPort, fail } from './checks.mjs'
import { prepareDatabase } from './database.mjs'
import { isFull, onceThereIsSpace, watchDisk } from './disk.mjs'
import { holdsDemo, whereDemoGoes, whyNoDemo } from './demo.mjs'
import { demoEsia, demoKey, esiaSimulator } from './demo-keys.mjs'
import { startEmbedded } from './embedded.mjs'
import { takeLock } from './lock.mjs'
import { freePort, query } from './postgres.mjs'
import { readSecrets } from './secrets.mjs'
import { Supervisor } from './supervisor.mjs'

const root = path.resolve(import.meta.dirname, '..')
const flags = process.argv.slice(2)
const data = path.resolve(root, process.env.DATA_DIR ?? 'data')
const port = Number(process.env.PORT ?? 3000)
const host = process.env.HOST ?? '127.0.0.1'
const development = flags.includes('--dev')
const embedded = !process.env.DATABASE_URL
const near = ['127.0.0.1', 'localhost', '::1'].includes(host)
// Demo passwords beyond this machine, and beside anything of one's own, only when they are asked for by name.
const noDemo = whyNoDemo({ env: process.env, host, near })
const demo = !noDemo || flags.includes('--demo')
// Not the tsx command: it is a wrapper process, and a signal to it may miss the program.
const script = (file) => ['--import', 'tsx', file]
const withParent = ['--import', new URL('./with-parent.mjs', import.meta.url).href]
/** The keys of the worker are no business of web. */
const withoutKeys = {
  SMEV_SIGNER: 'none',
  SMEV_KEY: undefined,
  SMEV_KEY_PASSWORD: undefined,
  SMEV_SIGN_COMMAND: undefined,
  SMEV_SIGN_URL: undefined,
  FILES_SIGN_KEY: '',
  FILES_SIGN_CERTIFICATE: '',
  FILES_SIGN_KEY_PASSWORD: '',
  SMEV_S3_SECRET: '',
}
/** Simulators are strangers. */
const withoutColumnKeys = { PERSONAL_DATA_KEYS: undefined, PERSONAL_DATA_KEYS_FILE: undefined }
/** And ЕСИА's is web's alone. */
const withoutEsiaKey = {
  ESIA_KEY: '',
  ESIA_KEY_PASSWORD: '',
  ESIA_SIGN_COMMAND: '',
  ESIA_SIGN_URL: '',
}
const log = (line) => console.log(line)

let database
let lock
let stopping = false
let state
const supervisor = new Supervisor({
  log,
  giveUp: (reason) => stop(1, reason),
  isUp: () => Boolean(state),
  changed: () => state && writeState(),
})

async function startDatabase(secrets) {
  if (!embedded) {
    await query(
      { connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 5000 },
      'select 1',
    ).catch((error) => fail(`The database of DATABASE_URL does not answer: ${error.message || error.code}`))
    return process.env.DATABASE_URL
  }
  const directory = path.join(data, 'postgres')
  if (await isFull([data])) fail(`The disk of ${data} is full: free some space, then start again.`)
  database = await startEmbedded({ directory, secrets })
  const { ownerUrl, port: usedPort } = database
  keepDatabase({ directory, secrets, port: usedPort })
  const { BACKUP_DIR: place, FILES_DIR: shared, FILES_S3_BUCKET: bucket } = process.env
  if (place && !shared && !bucket)
    watchFiles({ place: path.resolve(place), files: path.join(data, 'files'), key: backupKeys()[0], log })
  watchDisk({ folders: disksOf(directory), serving: () => database, log })
  return ownerUrl
}

/** What the database writes to: its log may lie apart. */
const disksOf = (directory) => [directory, ...(process.env.WAL_DIR ? [process.env.WAL_DIR] : [])]

/** A database that dies is started again on the same port: what it had committed is there. */
function keepDatabase(settings, deaths = []) {
  database.ended.then(async (how) => {
    if (stopping) return
    database = undefined
    deaths = [...deaths, Date.now()].filter((death) => Date.now() - death < 600_000)
    if (deaths.length > 5)
      return stop(1, `PostgreSQL ended with ${how}, five restarts in ten minutes did not help.`)
    log(`PostgreSQL ended with ${how}; starting it again`)
    const again = () => startEmbedded(settings)
    database = await onceThereIsSpace(again, {
      folders: disksOf(settings.directory),
      log,
      over: () => stopping,
    }).catch((error) => stop(1, error.message))
    if (!database) return
    keepDatabase(settings, deaths)
    if (state) writeState()
  })
}

const answers = (url, times, pause) =>
  new Promise((done, failed) => {
    const ask = (left) =>
      fetch(url, { signal: AbortSignal.timeout(5000) })
        .then((response) => (response.ok ? done() : Promise.reject(new Error(`status ${response.status}`))))
        .catch((error) => (left && !stopping ? setTimeout(() => ask(left - 1), pause) : failed(error)))
    ask(times)
  })

async function main() {
  const began = Date.now()
  checkNode()
  checkFolder({ data, root, development })
  if (!near && !demo) checkExposure(process.env.PUBLIC_URL)
  if (demo) whereDemoGoes(process.env)
  lock = takeLock(path.join(data, 'start.lock'))
  if (!lock.release)
    fail(
      `АРМ ЕЛК runs already from ${data} (process ${lock.holder}). Stop it, or set DATA_DIR for a second one.`,
    )
  await checkPort(port, host)
  const secrets = readSecrets(data)
  const ownerUrl = await startDatabase(secrets)
  if (!development) ensureBuild({ log, actionsKey: secrets.actions })
  const roles = await prepareDatabase(ownerUrl, secrets)
  await checkColumnKeys(ownerUrl)
  const goal = (demo || (await holdsDemo(ownerUrl))) && whereDemoGoes(process.env)
  if (goal) log(`Changes of the demo data leave at once, for ${goal}`)
  const simulator =
    demo && !process.env.SMEV_ENDPOINT ? { port: await freePort(), ftp: await freePort() } : null
  const esia = demo && !process.env.ESIA_URL ? { port: await freePort() } : null
  const env = childEnvironment({ secrets, roles, simulator })
  const key = simulator && !process.env.SMEV_SIGNER ? await demoKey(data) : {}
  const esiaSettings = esia ? await demoEsia(data, esia.port) : {}
  const child = (args, extra) => ({
    command: process.execPath,
    args: [...withParent, ...args],
    cwd: root,
    env: { ...env, ...withoutEsiaKey, ...extra },
  })
  // Only what is set: an absent name keeps its value.
  const esiaKey = Object.fromEntries(
    Object.keys(withoutEsiaKey).flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  const web = development ? ['dev'] : ['start']
  const first = [
    supervisor.start(
      'web',
      child([path.join(root, 'node_modules/next/dist/bin/next'), ...web, '-p', String(port), '-H', host], {
        DATABASE_URL: '',
        DATABASE_URL_WORKER: process.env.WORKER === 'inline' ? roles.worker : '',
        ...(process.env.WORKER === 'inline' ? key : withoutKeys),
        ...esiaKey,
        ...esiaSettings,
      }),
    ),
  ]
  if (simulator) {
    const own = {
      SIMULATOR_PORT: String(simulator.port),
      SIMULATOR_FTP_PORT: String(simulator.ftp),
      SIMULATOR_DATA: path.join(data, 'simulator'),
      SIMULATOR_TRUST_FIRST: '1',
      ...withoutColumnKeys,
    }
    await supervisor.start('simulator', {
      ...child(script('simulators/smev/main.ts'), own),
      ready: (line) => line.startsWith('simulator ready'),
    })
  }
  if (esia)
    await supervisor.start('esia', {
      ...child(script('simulators/esia/main.ts'), {
        ...esiaSimulator(data, esia.port, [address(), address('localhost'), process.env.PUBLIC_URL]),
        ...withoutColumnKeys,
      }),
      ready: (line) => line.startsWith('esia simulator ready'),
    })
  if (process.env.WORKER !== 'inline')
    first.push(
      supervisor.start('worker', {
        ...child(['--max-old-space-size=512', ...script('worker/main.ts')], { DATABASE_URL: '', ...key }),
        ready: (line) => line.startsWith('worker ready'),
      }),
    )
  await Promise.all(first)
  await answers(`${address()}/api/health`, 240, 250)
  const told = await seed({ env: { ...env, DATABASE_URL: ownerUrl }, simulator })
  state = {
    address: address(),
    pid: process.pid,
    simulator: simulator && `http://127.0.0.1:${simulator.port}`,
    esia: esia && `http://127.0.0.1:${esia.port}`,
    smev: simulator && { SMEV_ENDPOINT: env.SMEV_ENDPOINT, SMEV_FTP_PORT: env.SMEV_FTP_PORT, ...key },
    database: database?.port,
  }
  writeState()
  log(`\nАРМ ЕЛК is up: ${address()}  (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (told) log(told)
  if (simulator) log(`Simulator of СМЭВ and of the citizen's account: http://127.0.0.1:${simulator.port}`)
  if (esia) log('«Вход через ЕСИА» leads to a simulator of ЕСИА with the same people')
  log('Stop: Ctrl-C')
}

const address = (name = host === '0.0.0.0' ? '127.0.0.1' : host) => `http://${name}:${port}`

/** Where everything is, for other commands and for tests: data/run.json. */
function writeState() {
  const pids = { ...supervisor.pids(), ...(database && { postgres: database.pid }) }
  writeFileSync(path.join(data, 'run.json'), JSON.stringify({ ...state, pids }, null, 2))
}

/** Sealed personal data are read under their keys, or nothing starts (decision 020). */
async function checkColumnKeys(ownerUrl) {
  const { rows } = await query({ connectionString: ownerUrl }, 'select from column_keys')
  if (rows.length === 0 && !process.env.PERSONAL_DATA_KEYS && !process.env.PERSONAL_DATA_KEYS_FILE) return
  const { status, stderr } = spawnSync(
    process.execPath,
    [...script(path.join(root, 'scripts/personal-data.ts')), 'keys'],
    { cwd: root, env: { ...process.env, DATABASE_URL: ownerUrl }, encoding: 'utf8' },
  )
  if (status !== 0) fail(stderr.trim())
}

function childEnvironment({ secrets, roles, simulator }) {
  const env = {
    ...process.env,
    NODE_ENV: development ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    BACKUP_KEY_FILE: undefined, // the launcher's and the database's
    DATA_DIR: data,
    PORT: String(port),
    DATABASE_URL_WEB: roles.web,
    DATABASE_URL_WORKER: roles.worker,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET ?? secrets.session,
    BACKGROUND_SECRET: process.env.BACKGROUND_SECRET ?? secrets.background,
  }
  if (process.env.PUBLIC_URL) env.NEXTAUTH_URL = process.env.PUBLIC_URL
  else env.AUTH_TRUST_HOST = '1'
  if (demo)
    Object.assign(env, { DEMO: '1', SMEV_ORDERS_PER_MESSAGE: process.env.SMEV_ORDERS_PER_MESSAGE ?? '100' })
  if (simulator)
    Object.assign(env, {
      SMEV_ENDPOINT: `http://127.0.0.1:${simulator.port}/smev/v1.2/ws`,
      SMEV_FTP_PORT: String(simulator.ftp),
      SIMULATOR_URL: `http://127.0.0.1:${simulator.port}`,
      ...(process.env.GEPS_URL === 'simulator' && { GEPS_URL: `http://127.0.0.1:${simulator.port}/plugin` }),
    })
  return env
}

async function seed({ env }) {
  const { rows } = await query(
    { connectionString: env.DATABASE_URL },
    `select exists (select from organisations) as full,
      exists (select from demo_plantings where finished_at is null) as unfinished`,
  )
  const [{ full, unfinished }] = rows
  if (!full && !demo)
    return `An empty installation, no demo: ${noDemo}. Create the first administrator: npm run admin (or start the demo: npm start -- --demo)`
  if (demo && (!full || unfinished)) {
    log(unfinished ? 'Going on with the demo data, which were broken off…' : 'Planting demo data…')
    await promisify(execFile)(process.execPath, script('prisma/seed/main.ts'), {
      cwd: root,
      env: { ...env, TAKE_BACK_SECONDS_FINAL: '0' },
    }).catch((error) => fail(`The demo data could not be planted: ${(error.stderr || error.message).trim()}`))
  }
  if (!demo) return ''
  return 'Demo logins (password arm-elk-demo): obrazcova, petrov (clerks) · primerov (supervisor) · admin · kedrov (observer) · system (organisations) · testova, ryabinina (other organisations)'
}

async function stop(code, reason) {
  if (stopping) return
  stopping = true
  if (reason) console.error(reason)
  await supervisor.stop(['web', 'worker', 'simulator', 'esia'])
  await database?.stop()
  if (state) rmSync(path.join(data, 'run.json'), { force: true })
  lock?.release?.()
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))
main().catch((error) => stop(1, error.plain ? error.message : `АРМ ЕЛК did not start: ${error.message}`))

// What a bench or a chaos run starts, kills and freezes by itself: database, simulator, workers; no web.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { findEngine } from '../lib/smev/open-signer'
import { prepareDatabase } from '../scripts/database.mjs'
import { demoKey } from '../scripts/demo-keys.mjs'
import { watchDisk } from '../scripts/disk.mjs'
import { startEmbedded } from '../scripts/embedded.mjs'
import { freePort } from '../scripts/postgres.mjs'
import { readSecrets } from '../scripts/secrets.mjs'
import { openPooler } from '../scripts/testing/pooler'
import { openDisk, releaseDisk } from './chaos-disk'

export const root = path.resolve(import.meta.dirname, '..')

type Settings = Record<string, string | undefined>
export type Program = { child: ChildProcess; kill: (signal?: NodeJS.Signals) => Promise<void> }

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL'))) // one that is frozen ends by nothing else
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Starts a program of ours and resolves when it says that it is ready. */
export async function launch(
  args: string[],
  env: Settings,
  ready: string,
  tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  cwd = root,
): Promise<Program> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = new Promise<void>((done) => child.on('exit', () => done()))
  child.on('exit', () => running.delete(child))
  child.stderr.on('data', (chunk: Buffer) => String(chunk).trimEnd().split('\n').forEach(tell))
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => String(chunk).includes(ready) && done())
    void ended.then(() => fail(new Error(`${args.at(-1)} ended before it was ready`)))
  })
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return { child, kill }
}

const TICKS = 100 // a second, on every Linux

/** Of a process, its children and those that have ended. */
function cpuOf(pid = 0): number {
  const read = (one: string) => {
    try {
      return readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
    } catch {
      return undefined
    }
  }
  const seconds = (fields: string[] | undefined, from: number, to: number) =>
    (fields ?? []).slice(from, to).reduce((sum, ticks) => sum + Number(ticks) / TICKS, 0)
  const children = readdirSync('/proc').filter((one) => /^\d+$/.test(one) && read(one)?.[1] === String(pid))
  return seconds(read(String(pid)), 11, 15) + children.reduce((sum, one) => sum + cpuOf(Number(one)), 0)
}

export type Rig = Awaited<ReturnType<typeof openRig>>

/** A fresh database and a simulator that believes our key; workers are started by whoever measures. */
export async function openRig(settings: {
  name: string
  simulator?: Settings
  worker?: Settings
  /** What the simulator and the workers say; without it, to our own stderr. */
  tell?: (line: string) => void
  /** pgbouncer stands between the programs and the database, which see one transaction of a connection. */
  pooled?: boolean
  /** The database and DATA_DIR are on a disk of so many bytes, where this machine lets us have one. */
  diskBytes?: number
  /** Makes the schema and the roles: ours, or those of another version. */
  prepare?: typeof prepareDatabase
}) {
  const data = path.join(root, 'data', settings.name)
  releaseDisk(data)
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
  const disk = settings.diskBytes ? openDisk(data, settings.diskBytes) : undefined
  const home = disk?.at ?? data
  const secrets = readSecrets(home)
  const port = await freePort()
  const startDatabase = () =>
    startEmbedded({ directory: path.join(home, 'postgres'), secrets, port, fast: false })
  let database = await startDatabase()
  let closed = false
  process.on('exit', () => {
    if (closed) return
    disk?.close()
    if (database.pid) process.kill(database.pid, 'SIGQUIT')
  })
  if (disk) watchDisk({ folders: [disk.at], serving: () => database, log: settings.tell ?? console.error })
  const roles = await (settings.prepare ?? prepareDatabase)(database.ownerUrl, secrets)
  const pooler = settings.pooled ? await openPooler([roles.web, roles.worker]) : undefined
  const ports = { simulator: await freePort(), ftp: await freePort() }
  const address = `http://127.0.0.1:${ports.simulator}`
  const startSimulator = () =>
    launch(
      ['--import', 'tsx', 'simulators/smev/main.ts'],
      {
        SIMULATOR_PORT: String(ports.simulator),
        SIMULATOR_FTP_PORT: String(ports.ftp),
        SIMULATOR_DATA: path.join(data, 'simulator'),
        SIMULATOR_TRUST_FIRST: '1',
        ...settings.simulator,
      },
      'simulator ready',
      settings.tell,
    )
  let simulator = await startSimulator()
  const env = {
    DATABASE_URL: '',
    DATABASE_URL_WEB: pooler?.through(roles.web) ?? roles.web,
    DATABASE_URL_WORKER: pooler?.through(roles.worker) ?? roles.worker,
    DATABASE_URL_DIRECT: roles.worker,
    DATA_DIR: home,
    LOG_LEVEL: 'warn',
    SMEV_ENDPOINT: `${address}/smev/v1.2/ws`,
    SMEV_FTP_PORT: String(ports.ftp),
    SMEV_ORDERS_PER_MESSAGE: '100',
    ...(await demoKey(data)),
    ...(findEngine() ? { SMEV_SIGNER: 'engine' } : {}),
    ...settings.worker,
  }
  const workers = new Set<Program>()
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 })
  owner.on('error', () => {})
  owner.on('connect', (client) => client.on('error', () => {}))
  return {
    address,
    data,
    /** DATA_DIR of the programs. */
    home,
    disk,
    env: { ...env, DATABASE_URL: database.ownerUrl },
    owner,
    get database() {
      return database
    },
    get simulator() {
      return simulator
    },
    async restartDatabase() {
      database = await startDatabase()
    },
    async restartSimulator() {
      simulator = await startSimulator()
    },
    /** Our worker, or another program that takes its place. */
    async startWorker(
      more: Settings = {},
      flags: string[] = [],
      program = 'worker/main.ts',
      cwd = root,
    ): Promise<Program> {
      const worker = await launch(
        [...flags, '--max-old-space-size=512', '--import', 'tsx', program],
        { ...env, ...more },
        'worker ready',
        settings.tell,
        cwd,
      )
      workers.add(worker)
      worker.child.on('exit', () => workers.delete(worker))
      return worker
    },
    control: async <T>(method: string, name: string, body?: unknown): Promise<T> => {
      const response = await fetch(`${address}/control/${name}`, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
      })
      return (await response.json()) as T
    },
    /** Seconds of processor that each has used so far. */
    cpu: (worker: Program) => ({
      worker: cpuOf(worker.child.pid),
      simulator: cpuOf(simulator.child.pid),
      database: cpuOf(database.pid),
    }),
    async close() {
      for (const worker of workers) await worker.kill('SIGTERM')
      await simulator.kill('SIGTERM')
      await owner.end()
      await pooler?.stop()
      await database.stop()
      disk?.close()
      closed = true
    },
  }
}

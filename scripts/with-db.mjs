// Runs a command with a database: the one of DATABASE_URL, or the embedded server.
//   --migrate  brings the database up to date first and hands on the roles' addresses
//   --test     a throw-away server in data/test, whatever else runs
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { prepareDatabase } from './database.mjs'
import { startEmbedded } from './embedded.mjs'
import { openInstalled } from './installed.mjs'
import { takeLock } from './lock.mjs'
import { readSecrets } from './secrets.mjs'

const root = path.resolve(import.meta.dirname, '..')
const split = process.argv.indexOf('--')
const flags = process.argv.slice(2, split < 0 ? undefined : split)
const command = split < 0 ? [] : process.argv.slice(split + 1)
const test = flags.includes('--test')
const data = path.resolve(root, test ? 'data/test' : (process.env.DATA_DIR ?? 'data'))

async function main() {
  const env = { ...process.env }
  let server
  let lock
  mkdirSync(data, { recursive: true })
  const secrets = readSecrets(data)
  if (test) {
    lock = takeLock(path.join(data, 'postgres.lock'))
    if (!lock.release) throw new Error(`The database of ${data} is in use by process ${lock.holder}.`)
    server = await startEmbedded({ directory: path.join(data, 'postgres'), secrets, fast: true })
  } else if (!env.DATABASE_URL) server = await openInstalled(data, secrets)
  if (server) env.DATABASE_URL = server.ownerUrl
  let code = 0
  try {
    if (flags.includes('--migrate')) {
      const roles = await prepareDatabase(env.DATABASE_URL, secrets)
      Object.assign(env, { DATABASE_URL_WEB: roles.web, DATABASE_URL_WORKER: roles.worker })
    }
    if (command.length) {
      env.PATH = path.join(root, 'node_modules/.bin') + path.delimiter + env.PATH
      const child = spawn(command[0], command.slice(1), {
        env,
        stdio: 'inherit',
        cwd: root,
        shell: process.platform === 'win32',
      })
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
      code = await new Promise((done) => child.on('exit', (exit, signal) => done(exit ?? (signal ? 1 : 0))))
    }
  } finally {
    await server?.stop()
    lock?.release()
  }
  return code
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)

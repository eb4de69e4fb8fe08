// The database of the log's commands: DATABASE_URL, that of a product which runs, or the embedded one started for them.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { registerKeys } from '../lib/personal-data/register-keys'
import { startEmbedded } from './embedded.mjs'
import { takeLock } from './lock.mjs'
import { readSecrets } from './secrets.mjs'

/** Gives its address, and names it as DATABASE_URL to whoever reads the environment afterwards. */
export async function withLogDatabase(given: (url: string) => Promise<number>): Promise<number> {
  const work = async (url: string) => {
    process.env.DATABASE_URL = url
    await registerKeys(url) // bodies and columns are read under the right keys, or not at all
    return given(url)
  }
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL)
  const data = path.resolve(process.env.DATA_DIR || 'data')
  const directory = path.join(data, 'postgres')
  if (!existsSync(path.join(directory, 'PG_VERSION')))
    throw new Error(`There is no database in ${data}: set DATABASE_URL or DATA_DIR.`)
  const secrets = readSecrets(data)
  // With the lock of `npm start` nobody starts the same database meanwhile, and it is not taken from who runs it.
  const lock = takeLock(path.join(data, 'start.lock'))
  if (!lock.release) return work(ownerUrl(runningPort(data), secrets.owner))
  const other = takeLock(path.join(data, 'postgres.lock'))
  try {
    if (!other.release) throw new Error(`The database of ${data} is in use by process ${other.holder}.`)
    const server = await startEmbedded({ directory, secrets, port: undefined, fast: false })
    try {
      return await work(server.ownerUrl)
    } finally {
      await server.stop()
    }
  } finally {
    other.release?.()
    lock.release()
  }
}

const ownerUrl = (port: number, password: string) =>
  `postgresql://elk_owner:${password}@127.0.0.1:${port}/arm_elk`

/** The database of a product that runs with an embedded one, under the owner's role; undefined when none does. */
export function runningDatabase(data: string): string | undefined {
  const port = portOf(data)
  return port ? ownerUrl(port, readSecrets(data).owner) : undefined
}

function portOf(data: string): number | undefined {
  const file = path.join(data, 'run.json')
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { database?: number }).database
    : undefined
}

function runningPort(data: string): number {
  const port = portOf(data)
  if (!port)
    throw new Error(
      `The product of ${data} starts just now, or uses a database of its own: set DATABASE_URL.`,
    )
  return port
}

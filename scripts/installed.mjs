// The database of a data folder for a command: that of the product which runs on it, or one that is started meanwhile.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startEmbedded } from './embedded.mjs'
import { takeLock } from './lock.mjs'
import { readSecrets } from './secrets.mjs'

const nothing = async () => {}

/** Both locks are held while a server runs for the caller: nobody starts the same database, and none is taken from who runs it. */
export async function openInstalled(data, secrets) {
  const start = takeLock(path.join(data, 'start.lock'))
  if (!start.release) return { ownerUrl: ownerUrl(runningPort(data), secrets.owner), stop: nothing }
  const other = takeLock(path.join(data, 'postgres.lock'))
  const release = () => {
    other.release?.()
    start.release()
  }
  try {
    if (!other.release) throw new Error(`The database of ${data} is in use by process ${other.holder}.`)
    const server = await startEmbedded({ directory: path.join(data, 'postgres'), secrets })
    return { ownerUrl: server.ownerUrl, stop: () => server.stop().finally(release) }
  } catch (error) {
    release()
    throw error
  }
}

const ownerUrl = (port, password) => `postgresql://elk_owner:${password}@127.0.0.1:${port}/arm_elk`

/** The database of a product that runs with an embedded one, under the owner's role; undefined when none does. */
export function runningDatabase(data) {
  const port = portOf(data)
  return port ? ownerUrl(port, readSecrets(data).owner) : undefined
}

function portOf(data) {
  const file = path.join(data, 'run.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).database : undefined
}

function runningPort(data) {
  const port = portOf(data)
  if (!port)
    throw new Error(
      `The product of ${data} starts just now, or uses a database of its own: set DATABASE_URL.`,
    )
  return port
}

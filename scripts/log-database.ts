// The database of the log's commands: DATABASE_URL, that of a product which runs, or the embedded one started for them.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { registerKeys } from '../lib/personal-data/register-keys'
import { openInstalled } from './installed.mjs'
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
  if (!existsSync(path.join(data, 'postgres', 'PG_VERSION')))
    throw new Error(`There is no database in ${data}: set DATABASE_URL or DATA_DIR.`)
  const database = await openInstalled(data, readSecrets(data))
  return work(database.ownerUrl).finally(database.stop)
}

import pg from 'pg'
import { prepareDatabase } from '../database.mjs'
import { startEmbedded } from '../embedded.mjs'
import path from 'node:path'
import { existsSync } from 'node:fs'
import { backupKeys } from './keys.mjs'
import { bringPooled } from './pool.mjs'

/** How a restoration is called that lost nothing: what left is known without a journal. */
export const WHOLE = 'the whole log'

type Held = {
  place: string
  data: string
  secrets: ReturnType<typeof import('../secrets.mjs').readSecrets>
  source: string
}

/**
 * Brings the restored database to the state this code needs and writes into it that it was restored, before anything else
 * can start: until it is reconciled nothing leaves. Files that came after the backup are taken from the pool; returns how many
 * its rows name that are nowhere.
 */
export async function holdRestored({ place, data, secrets, source }: Held): Promise<number> {
  const server = await startEmbedded({
    directory: path.join(data, 'postgres'),
    secrets,
    port: undefined,
    fast: false,
  })
  try {
    await prepareDatabase(server.ownerUrl, secrets)
    const client = new pg.Client({ connectionString: server.ownerUrl })
    await client.connect()
    try {
      await client.query('SELECT hold_restored($1)', [source])
      if (process.env.FILES_S3_BUCKET) return 0 // its own means tell
      const files = path.join(process.env.FILES_DIR ?? data, 'files')
      const { rows } = await client.query<{ sha256: string }>(
        `SELECT DISTINCT encode(sha256, 'hex') AS sha256 FROM files WHERE removed_at IS NULL`,
      )
      let missing = 0
      for (const { sha256 } of rows) {
        const file = path.join(files, sha256.slice(0, 2), sha256)
        if (!existsSync(file) && !(await bringPooled(place, sha256, [...backupKeys(), undefined], file)))
          missing++
      }
      return missing
    } finally {
      await client.end()
    }
  } finally {
    await server.stop()
  }
}

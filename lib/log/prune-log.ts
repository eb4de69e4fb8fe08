import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { checkExport } from './check-export'
import { destroyExported, type Ordered } from './destroy-exported'
import { PARTIAL, writeExport, type ExportOptions } from './write-export'

export type Pruned = { act: bigint; rows: number; folder: string }

/** Another process is at it: nothing is wrong. */
export class PrunedElsewhere extends Error {}

const LOCK = 7_269_002
const ROWS = 20_000 // an act: what one transaction destroys in seconds

/**
 * Exports what is settled and older, reads the export back, and only then destroys the bodies, an act after another.
 * A kill between any two steps leaves a body without an export never, an export without an act at most.
 * @throws when an export does not hold, or another is at it
 */
export async function pruneLog(url: string, options: ExportOptions & Ordered): Promise<Pruned[]> {
  return alone(url, async () => {
    await clear(options.to)
    const pruned: Pruned[] = []
    for (;;) {
      const folder = await writeExport(url, { most: ROWS, ...options })
      if (!folder) return pruned
      const { manifest, digest, positions, problems } = await checkExport(folder)
      if (!manifest || !digest || problems.length > 0)
        throw new Error(`the export ${folder} does not hold, nothing is destroyed: ${problems[0]}`)
      const act = await destroyExported({ name: path.basename(folder), digest, manifest, positions }, options)
      pruned.push({ act, rows: positions.length, folder })
    }
  })
}

/** What a kill left half-written holds personal data, and is of no use. */
async function clear(to: string): Promise<void> {
  const names = existsSync(to) ? await readdir(to) : []
  for (const name of names)
    if (name.startsWith(PARTIAL)) await rm(path.join(to, name), { recursive: true, force: true })
}

async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // In a transaction: a pooler would leave a session's lock with whoever has the connection next.
    await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0')
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`,
    )
    if (!rows[0]?.mine) throw new PrunedElsewhere('another process prunes the log just now')
    return await work()
  } finally {
    await client.query('ROLLBACK').catch(() => undefined) // a pooler ends it a while after we have gone
    await client.end()
  }
}

import { setTimeout } from 'node:timers/promises'
import pg, { type Client } from 'pg'
import { columnKeys } from '@/lib/core/column-keys'
import { PREFIX } from '@/lib/core/seal-value'
import { openResult } from '@/lib/core/sealed-columns'
import { registerKeys } from './register-keys'
import { notSealed, sealedTables, sealRow, type OpenRow, type SealedTable } from './sealed-tables'

const BATCH = 200
export type Progress = (table: string, rows: number) => void

/**
 * Seals by the current key whatever is in plain or under an older key, batch by batch; a run that was stopped goes on where it
 * was. Then the tables are written anew, so that no old version of a row stays on the disk, and older keys are forgotten.
 */
export async function encryptColumns(
  url: string,
  tell: Progress = () => undefined,
  onWaiting: (others: number) => void = () => undefined,
): Promise<void> {
  const [current] = columnKeys()
  if (!current) throw new Error('PERSONAL_DATA_KEYS is not set: there is nothing to seal with.')
  await registerKeys(url)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // told by the query that it breaks
  await client.connect()
  try {
    for (const table of sealedTables) {
      let rows = 0
      let after: string | undefined
      do {
        const batch = await sealBatch(client, table, `${PREFIX}${current.id}.`, after)
        rows += batch.length
        after = batch.length === BATCH ? batch.at(-1) : undefined
      } while (after !== undefined)
      tell(table.table, rows)
    }
    await outliveSnapshots(client, onWaiting)
    // What planners remember of a column are its values.
    for (const { table } of sealedTables) await client.query(`VACUUM (FULL, ANALYZE) public.${table}`)
    await client.query('VACUUM FULL pg_catalog.pg_statistic')
    await client.query('DELETE FROM column_keys WHERE id <> $1', [current.id])
  } finally {
    await client.end()
  }
}

/** Waits for who still sees the rows as they were: as long as one does, the new files of the tables would hold those too. */
async function outliveSnapshots(client: Client, onWaiting: (others: number) => void): Promise<void> {
  const { rows } = await client.query<{ now: string }>('SELECT pg_current_xact_id() AS now')
  for (let told = false; ; told = true) {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND age(backend_xmin) >= age(($1::xid8)::xid)`,
      [rows[0]?.now],
    )
    if (!rowCount) return
    if (!told) onWaiting(rowCount)
    await setTimeout(100)
  }
}

/** The keys of the rows that were sealed: the next ones behind `after`. */
async function sealBatch(
  client: Client,
  table: SealedTable,
  current: string,
  after: string | undefined,
): Promise<string[]> {
  const { table: name, id, cast, row, columns, guard } = table
  await client.query('BEGIN')
  try {
    // Who locked a row is about to write it: they are waited for before their writing would have to wait for us.
    await client.query(`LOCK TABLE public.${name} IN EXCLUSIVE MODE`)
    if (guard) await client.query(`ALTER TABLE public.${name} DISABLE TRIGGER ${guard}`)
    const { rows } = await client.query<OpenRow>(
      `SELECT (${id})::text AS id, ${row} AS row, ${columns.map((one) => one.name).join(', ')} FROM public.${name}
       WHERE (${columns.map(notSealed).join(' OR ')}) AND ($2::${cast} IS NULL OR ${id} > $2::${cast})
       ORDER BY ${id} LIMIT ${BATCH} FOR UPDATE`,
      [current, after],
    )
    for (const stored of rows) {
      // By its names a value of another row is known, and stays as it is.
      const named = { ...stored, applicationId: stored.row, idempotencyKey: stored.row }
      const sealed = sealRow(table, openResult(named) as OpenRow)
      const names = Object.keys(sealed)
      if (names.length === 0) continue
      await client.query(
        `UPDATE public.${name} SET ${names.map((one, at) => `${one} = $${at + 2}`).join(', ')} WHERE ${id} = $1::${cast}`,
        [stored.id, ...Object.values(sealed)],
      )
    }
    if (guard) await client.query(`ALTER TABLE public.${name} ENABLE TRIGGER ${guard}`)
    await client.query('COMMIT')
    return rows.map((stored) => stored.id)
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

import pg from 'pg'
import { columnKeys } from '@/lib/core/column-keys'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'

/**
 * Makes the keys that are set known to the database, whose owner the address names. Returns their numbers.
 * @throws WrongColumnKeys when they are not those by which it was written
 */
export async function registerKeys(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; proof: Buffer }>('SELECT id, proof FROM column_keys')
    judgeColumnKeys(rows, false)
    for (const { id, proof } of columnKeys())
      await client.query('INSERT INTO column_keys (id, proof) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        id,
        proof,
      ])
    return columnKeys().map(({ id }) => id)
  } finally {
    await client.end()
  }
}

import pg from 'pg'

/** One moment of the database, read only. Names mean PostgreSQL's own, whatever somebody put before them. */
export async function readSnapshot<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // told by the query that it breaks
  await client.connect()
  try {
    await client.query('SET search_path = pg_catalog')
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await work(client)
  } finally {
    await client.end()
  }
}

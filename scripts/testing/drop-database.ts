import type pg from 'pg'

/** An autovacuum in it may not be ended by this login, but it gives way to a drop that does not insist. */
export const dropDatabase = (client: pg.Client, name: string): Promise<unknown> =>
  client
    .query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    .catch((error: { code?: string }) =>
      error.code === '42501' ? client.query(`DROP DATABASE IF EXISTS ${name}`) : Promise.reject(error),
    )

import pg from 'pg'
import type { TestProject } from 'vitest/node'
import setup, { namesOf } from '../test-database'

/** The databases of a run, each with a copy that no test has touched (fresh-database.ts). */
export default async function setupWithCopies(project: TestProject) {
  const drop = await setup(project)
  const client = new pg.Client({
    connectionString: Object.assign(new URL(process.env.DATABASE_URL ?? ''), { pathname: '/postgres' }).href,
  })
  await client.connect()
  const names = namesOf(project)
  for (const name of names) {
    await client.query(`DROP DATABASE IF EXISTS ${name}_clean`)
    await client.query(`CREATE DATABASE ${name}_clean TEMPLATE ${name}`)
  }
  return async () => {
    for (const name of names) await client.query(`DROP DATABASE ${name}_clean`)
    await client.end()
    await drop()
  }
}

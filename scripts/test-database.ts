import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { prepareDatabase } from './database.mjs'
import { readSecrets } from './secrets.mjs'

/** A fresh database for a run of the database tests, dropped at its end. */
export default async function setup(_project: TestProject) {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('Database tests run by `npm run test:db`: DATABASE_URL is not set.')
  const name = `test_${process.pid}`
  const admin = Object.assign(new URL(server), { pathname: '/postgres' }).href
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: admin })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await run(`CREATE DATABASE ${name}`)
  rmSync('data/test/run/log-heads.jsonl', { force: true }) // of a database that is gone
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const roles = await prepareDatabase(url, readSecrets(path.resolve('data/test')))
  Object.assign(process.env, {
    DATABASE_URL: url,
    DATABASE_URL_WEB: roles.web,
    DATABASE_URL_WORKER: roles.worker,
    DATA_DIR: 'data/test/run',
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    TAKE_BACK_SECONDS_FINAL: '0',
  })
  return async () => {
    await run(`DROP DATABASE ${name} WITH (FORCE)`)
    for (const kind of ['web', 'worker']) await run(`DROP ROLE IF EXISTS ${name}_${kind}`)
  }
}

import path from 'node:path'
import pg from 'pg'
import { prepareDatabase } from '../database.mjs'
import { readSecrets } from '../secrets.mjs'

/** A database for one test file alone, beside that of the run, on the same server. Before anything reads the environment. */
export async function openOwnDatabase(purpose: string): Promise<{ drop: () => Promise<void> }> {
  const server = process.env.DATABASE_URL ?? ''
  const name = `${purpose}_${process.pid}`
  const run = async (...statements: string[]) => {
    const client = new pg.Client({
      connectionString: Object.assign(new URL(server), { pathname: '/postgres' }).href,
    })
    await client.connect()
    for (const sql of statements) await client.query(sql)
    await client.end()
  }
  const gone = `DROP DATABASE IF EXISTS ${name}`
  await run(gone, `CREATE DATABASE ${name}`)
  delete process.env.DATABASE_URL_WEB
  delete process.env.DATABASE_URL_WORKER
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const roles = await prepareDatabase(url, readSecrets(path.resolve('data/test')))
  Object.assign(process.env, {
    DATABASE_URL: url,
    DATABASE_URL_WEB: roles.web,
    DATABASE_URL_WORKER: roles.worker,
  })
  return { drop: () => run(gone, `DROP ROLE IF EXISTS ${name}_web`, `DROP ROLE IF EXISTS ${name}_worker`) }
}

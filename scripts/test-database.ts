import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { prepareDatabase } from './database.mjs'
import { dropDatabase } from './testing/drop-database'
import { openPooler, type Pooler } from './testing/pooler'
import { readSecrets } from './secrets.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a test process of that number adds to its environment. */
    databases: Record<string, string>[]
    /** The database that they are copies of. */
    clean: string
  }
}

/**
 * One migrated database for a run of the database tests, which no test touches, and a copy of it for each test process, which
 * every file makes anew (fresh-database.ts). Dropped at the end.
 */
export default async function setup({ config, provide }: TestProject) {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('Database tests run by `npm run test:db`: DATABASE_URL is not set.')
  const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href
  const client = new pg.Client({ connectionString: at('postgres') })
  await client.connect()
  // Numbered in a mutation run: its processes are ended by force at times, and the next run's drop what they left.
  const clean = `test_${process.env.STRYKER_MUTATOR_WORKER ?? process.pid}`
  const names = Array.from({ length: config.maxWorkers }, (_, n) => `${clean}_${n + 1}`)
  const secrets = readSecrets(path.resolve('data/test'))
  const made = async (name: string, template = '') => {
    await dropDatabase(client, name)
    await client.query(`CREATE DATABASE ${name} ${template}`)
    return prepareDatabase(at(name), secrets)
  }
  await made(clean)
  const databases: Record<string, string>[] = []
  for (const name of names) {
    const roles = await made(name, `TEMPLATE ${clean}`)
    databases.push({
      DATABASE_URL: at(name),
      DATABASE_URL_WEB: roles.web,
      DATABASE_URL_WORKER: roles.worker,
      DATA_DIR: `data/test/${name}`,
      NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
      TAKE_BACK_SECONDS_FINAL: '0',
    })
  }
  let pooler: Pooler | undefined
  // THROUGH_POOLER=1: web and worker reach every database of the run through pgbouncer in transaction mode.
  if (process.env.THROUGH_POOLER) {
    pooler = await openPooler(
      databases.flatMap((one) => [one.DATABASE_URL_WEB ?? '', one.DATABASE_URL_WORKER ?? '']),
    )
    for (const one of databases)
      for (const which of ['DATABASE_URL_WEB', 'DATABASE_URL_WORKER'])
        one[which] = pooler.through(one[which] ?? '')
  }
  provide('databases', databases)
  provide('clean', clean)
  return async () => {
    await pooler?.stop()
    for (const name of [...names, clean]) {
      rmSync(`data/test/${name}`, { recursive: true, force: true })
      await dropDatabase(client, name)
      for (const kind of ['web', 'worker']) await client.query(`DROP ROLE IF EXISTS ${name}_${kind}`)
    }
    await client.end()
  }
}

import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { prepareDatabase } from './database.mjs'
import { openPooler, type Pooler } from './testing/pooler'
import { readSecrets } from './secrets.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a test process of that number adds to its environment. */
    databases: Record<string, string>[]
  }
}

/** Numbered in a mutation run: its processes are ended by force at times, and the next run's drop what they left. */
export const namesOf = ({ config }: TestProject): string[] =>
  Array.from(
    { length: config.maxWorkers },
    (_, n) => `test_${process.env.STRYKER_MUTATOR_WORKER ?? process.pid}_${n + 1}`,
  )

/** Fresh databases for a run of the database tests, one a test process, dropped at its end. */
export default async function setup(project: TestProject) {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('Database tests run by `npm run test:db`: DATABASE_URL is not set.')
  const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href
  const client = new pg.Client({ connectionString: at('postgres') })
  await client.connect()
  const names = namesOf(project)
  const databases: Record<string, string>[] = []
  const secrets = readSecrets(path.resolve('data/test'))
  let pooler: Pooler | undefined
  for (const name of names) {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}${name === names[0] ? '' : ` TEMPLATE ${names[0]}`}`)
    const roles = await prepareDatabase(at(name), secrets)
    const data = `data/test/run-${databases.length + 1}`
    rmSync(data, { recursive: true, force: true }) // what a run before left: files of a database that is gone
    mkdirSync(data, { recursive: true })
    databases.push({
      DATABASE_URL: at(name),
      DATABASE_URL_WEB: roles.web,
      DATABASE_URL_WORKER: roles.worker,
      DATA_DIR: data,
      NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
      TAKE_BACK_SECONDS_FINAL: '0',
    })
  }
  // THROUGH_POOLER=1: web and worker reach every database of the run through pgbouncer in transaction mode.
  if (process.env.THROUGH_POOLER) {
    pooler = await openPooler(
      databases.flatMap((one) => [one.DATABASE_URL_WEB ?? '', one.DATABASE_URL_WORKER ?? '']),
    )
    for (const one of databases)
      for (const which of ['DATABASE_URL_WEB', 'DATABASE_URL_WORKER'])
        one[which] = pooler.through(one[which] ?? '')
  }
  project.provide('databases', databases)
  return async () => {
    await pooler?.stop()
    for (const name of names) {
      // An autovacuum in it may not be ended by this login, but it gives way to a drop that does not insist.
      await client
        .query(`DROP DATABASE ${name} WITH (FORCE)`)
        .catch((error: { code?: string }) =>
          error.code === '42501' ? client.query(`DROP DATABASE ${name}`) : Promise.reject(error),
        )
      for (const kind of ['web', 'worker']) await client.query(`DROP ROLE IF EXISTS ${name}_${kind}`)
    }
    await client.end()
  }
}

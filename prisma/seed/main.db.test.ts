import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepareDatabase } from '@/scripts/database.mjs'
import { readSecrets } from '@/scripts/secrets.mjs'
import { dropDatabase } from '@/scripts/testing/drop-database'

const server = process.env.DATABASE_URL ?? ''
const name = `planting_${process.pid}`
const data = path.resolve('data/test', name)
const at = (database: string, as = server) => Object.assign(new URL(as), { pathname: `/${database}` }).href
const connected = async <T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: at(database) })
  await client.connect()
  return work(client).finally(() => client.end())
}
const run = <T extends pg.QueryResultRow>(database: string, text: string): Promise<T[]> =>
  connected(database, async (client) => (await client.query<T>(text)).rows)

let env: NodeJS.ProcessEnv
beforeAll(async () => {
  await run('postgres', `CREATE DATABASE ${name}`)
  await prepareDatabase(at(name), readSecrets(path.resolve('data/test')))
  env = {
    ...process.env,
    DATABASE_URL: at(name),
    DATABASE_URL_WEB: at(name, process.env.DATABASE_URL_WEB),
    DATABASE_URL_WORKER: at(name, process.env.DATABASE_URL_WORKER),
    SIMULATOR_URL: '',
    DATA_DIR: data, // a kill leaves a part of a file, which goes after a day: others look that they leave none
  }
})
afterAll(async () => {
  rmSync(data, { recursive: true, force: true })
  await connected('postgres', (client) => dropDatabase(client, name))
})

const plant = () =>
  spawn(process.execPath, ['--import', 'tsx', 'prisma/seed/main.ts'], { env, stdio: 'inherit' })
const ended = (child: ChildProcess) => new Promise((done) => child.on('exit', done))
const count = async (table: string) =>
  (await run<{ n: number }>(name, `SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0

/** Killed as soon as so many changes of status are there. */
async function killedAfter(changes: number): Promise<void> {
  const child = plant()
  const end = ended(child)
  while (child.exitCode === null && (await count('status_changes')) < changes)
    await new Promise((done) => setTimeout(done, 20))
  child.kill('SIGKILL')
  await end
}

it(
  'demo data killed midway go on at the next start: nothing twice, nothing missing',
  { timeout: 300_000 },
  async () => {
    await killedAfter(1)
    await killedAfter(120)
    expect(await run(name, 'SELECT finished_at FROM demo_plantings')).toEqual([{ finished_at: null }])
    expect(await ended(plant())).toBe(0)
    const planted = await run(
      name,
      `SELECT o.code, count(*)::int AS applications, count(DISTINCT a.number)::int AS numbers,
       (count(*) FILTER (WHERE a.state = 'DRAFT'))::int AS drafts
     FROM applications a JOIN organisations o ON o.id = a.organisation_id GROUP BY 1 ORDER BY 2 DESC`,
    )
    expect(planted.map((row) => row.applications)).toEqual([154, 30, 20])
    for (const row of planted) expect(row.numbers).toBe(row.applications)
    // Six lives of ten are over: none was left before its last status, none got a status twice.
    expect(await count("applications WHERE state IN ('GRANTED', 'REFUSED', 'CANCELLED')")).toBe(120)
    const [odd] = await run<{ n: number }>(
      name,
      `SELECT count(*)::int AS n FROM (
       SELECT application_id FROM status_changes GROUP BY application_id HAVING count(*) <> count(DISTINCT status)) twice`,
    )
    expect(odd?.n).toBe(0)
    const [files] = await run<{ n: number }>(
      name,
      'SELECT count(*)::int AS n FROM files WHERE status_change_id IS NULL',
    )
    expect(files?.n).toBe(0)

    const all = () => Promise.all(['applications', 'status_changes', 'deliveries', 'users'].map(count))
    const before = await all()
    expect(await ended(plant())).toBe(0)
    expect(await all()).toEqual(before)
  },
)

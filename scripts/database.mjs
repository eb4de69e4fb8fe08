// Brings a database to the state this code needs: migrations, the roles of web and worker.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { query } from './postgres.mjs'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'prisma/migrations')

async function isCurrent(url) {
  const wanted = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  try {
    const { rows } = await query(
      { connectionString: url },
      'select migration_name, checksum from _prisma_migrations where finished_at is not null',
    )
    return wanted.every(({ name }) => {
      const checksum = createHash('sha256')
        .update(readFileSync(path.join(folder, name, 'migration.sql')))
        .digest('hex')
      return rows.some((row) => row.migration_name === name && row.checksum === checksum)
    })
  } catch (error) {
    if (error.code === '42P01') return false
    throw error
  }
}

function migrate(url) {
  const result = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/prisma/build/index.js'), 'migrate', 'deploy'],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: url },
      encoding: 'utf8',
    },
  )
  if (result.status !== 0)
    throw new Error(`The database could not be migrated:\n${result.stdout}\n${result.stderr}`)
}

async function login(client, role, group, password) {
  const name = client.escapeIdentifier(role)
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (!rowCount)
    await client
      .query(`CREATE ROLE ${name} LOGIN NOBYPASSRLS`)
      .catch((error) => error.code === '42710' || Promise.reject(error))
  await client.query(`ALTER ROLE ${name} PASSWORD ${client.escapeLiteral(password)}`)
  await client.query(`GRANT ${group} TO ${name}`)
}

/** Returns the addresses for web and worker; an address given in the environment is left as it is. */
export async function prepareDatabase(url, secrets) {
  if (!(await isCurrent(url))) migrate(url)
  const address = new URL(url)
  const database = decodeURIComponent(address.pathname.slice(1))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const as = async (kind, given) => {
    if (given) return given
    const role = `${database}_${kind}`.slice(0, 63)
    await login(client, role, `elk_${kind}`, secrets[kind])
    return Object.assign(new URL(url), { username: role, password: secrets[kind] }).href
  }
  try {
    return {
      web: await as('web', process.env.DATABASE_URL_WEB),
      worker: await as('worker', process.env.DATABASE_URL_WORKER),
    }
  } finally {
    await client.end()
  }
}

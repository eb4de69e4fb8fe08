import { mkdirSync, rmSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'

// A file has a database and a folder of its own, whatever the files before it left: no test leans on another's rows or trips
// over them, and no mutant is killed by what another one did.
const environment = inject('databases')[Number(process.env.VITEST_POOL_ID) - 1]
Object.assign(process.env, environment)
const { DATABASE_URL = '', DATA_DIR = '' } = process.env
const address = new URL(DATABASE_URL)
const name = address.pathname.slice(1)
const client = new pg.Client({ connectionString: Object.assign(address, { pathname: '/postgres' }).href })
await client.connect()
await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
await client.query(`CREATE DATABASE ${name} TEMPLATE ${inject('clean')}`)
await client.end()
rmSync(DATA_DIR, { recursive: true, force: true })
mkdirSync(DATA_DIR, { recursive: true })

import { mkdirSync, rmSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { dropDatabase } from './drop-database'

// A file has a database and a folder of its own, whatever the files before it left: no test leans on another's rows or trips
// over them, and no mutant is killed by what another one did.
const environment = inject('databases')[Number(process.env.VITEST_POOL_ID) - 1]
if (!environment) throw new Error(`No database was made for test process ${process.env.VITEST_POOL_ID}.`)
Object.assign(process.env, environment)
const { DATABASE_URL = '', DATA_DIR = '' } = environment
const address = new URL(DATABASE_URL)
const name = address.pathname.slice(1)
const client = new pg.Client({ connectionString: Object.assign(address, { pathname: '/postgres' }).href })
await client.connect()
await dropDatabase(client, name)
await client.query(`CREATE DATABASE ${name} TEMPLATE ${inject('clean')}`)
await client.end()
rmSync(DATA_DIR, { recursive: true, force: true })
mkdirSync(DATA_DIR, { recursive: true })

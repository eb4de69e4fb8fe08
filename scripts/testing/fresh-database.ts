import { rmSync } from 'node:fs'
import pg from 'pg'

// A mutant leaves anything behind, so each file of a mutation run has its own database and folder: no mutant may be killed
// by what another one did.
const address = new URL(process.env.DATABASE_URL ?? '')
const name = address.pathname.slice(1)
const client = new pg.Client({ connectionString: Object.assign(address, { pathname: '/postgres' }).href })
await client.connect()
await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
await client.query(`CREATE DATABASE ${name} TEMPLATE ${name}_clean`)
await client.end()
process.env.DATA_DIR = `data/test/${name}`
rmSync(process.env.DATA_DIR, { recursive: true, force: true })

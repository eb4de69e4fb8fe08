// The embedded server with its owner and database: what DATABASE_URL stands for when nobody set it.
import pg from 'pg'
import { startPostgres } from './postgres.mjs'

export async function startEmbedded({ directory, secrets, database = 'arm_elk', port, fast }) {
  // Throw-away data have no backup.
  const { WAL_DIR: walDirectory, BACKUP_DIR: archive } = fast ? {} : process.env
  const server = await startPostgres({
    directory,
    password: secrets.postgres,
    port,
    fast,
    walDirectory,
    archive,
  })
  const client = new pg.Client({ connectionString: server.url('postgres') })
  await client.connect()
  try {
    // A server that was stopped while its disk was full would still refuse to write (disk.mjs).
    await client.query('SET default_transaction_read_only = off')
    await client.query('ALTER SYSTEM RESET default_transaction_read_only')
    await client.query('SELECT pg_reload_conf()')
    const owner = await client.query("select from pg_roles where rolname = 'elk_owner'")
    if (!owner.rowCount) await client.query('CREATE ROLE elk_owner LOGIN CREATEROLE CREATEDB')
    await client.query(`ALTER ROLE elk_owner PASSWORD ${client.escapeLiteral(secrets.owner)}`)
    const exists = await client.query('select from pg_database where datname = $1', [database])
    if (!exists.rowCount)
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER elk_owner`)
  } finally {
    await client.end()
  }
  return { ...server, ownerUrl: server.url(database, 'elk_owner', secrets.owner) }
}

// npm run driver -- CODE direct|adapter|folder|usual: by which driver an organisation's messages go.
import type { Tx } from '../lib/core/db'
import { inWords } from '../lib/i18n/translate'
import { setDriver } from '../lib/organisations/set-driver'
import { ownerClient } from '../prisma/seed/owner'

const DRIVERS = { direct: 'DIRECT', adapter: 'ADAPTER', folder: 'FOLDER', usual: null } as const

const [code, name, ...more] = process.argv.slice(2)
const driver = Object.entries(DRIVERS).find(([known]) => known === name)?.[1]
if (!code || driver === undefined || more.length > 0) {
  console.error('npm run driver -- ORGANISATION_CODE direct|adapter|folder|usual')
  process.exit(1)
}
const owner = ownerClient(process.env.DATABASE_URL ?? '')
try {
  await owner.$transaction((tx) => setDriver(tx as Tx, { code, driver }))
  console.log(`${code}: ${name}`)
} catch (error) {
  console.error(error instanceof Error ? inWords(error.message) : error)
  process.exitCode = 1
} finally {
  await owner.$disconnect()
}

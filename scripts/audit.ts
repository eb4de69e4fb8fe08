// npm run -s audit -- verify | export: who did what, and whether it still stands as it was sealed (decision 015).
import { parseArgs } from 'node:util'
import { now } from '../lib/core/clock'
import { AUDIT } from '../lib/log/sealed-log'
import { writeExport } from '../lib/log/write-export'
import { ownSigner } from '../worker/own-signer'
import { dayOf } from './day-of'
import { withLogDatabase } from './log-database'
import { tellExport, tellLogs } from './tell-logs'

const usage = `npm run -s audit -- verify [EXPORT_FOLDER]
npm run -s audit -- export --to FOLDER [--before 2026-01-31]`

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { before: { type: 'string' }, to: { type: 'string' } },
  })
  const [verb, folder] = positionals
  const { before, to } = values
  if (verb === 'verify') return folder ? tellExport(folder) : withLogDatabase((url) => tellLogs(url, [AUDIT]))
  if (verb !== 'export' || !to) throw new Error(usage)
  return withLogDatabase(async (url) => {
    const options = { before: before ? dayOf(before) : now(), to, signer: ownSigner(), log: AUDIT }
    const written = await writeExport(url, options)
    if (written) return tellExport(written)
    console.log('nothing is sealed and that old')
    return 0
  })
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

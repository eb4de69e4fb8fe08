// npm run smev -- log verify | export | prune: the message log (docs/smev.md).
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { disconnect } from '../lib/core/db'
import { pruneLog } from '../lib/log/prune-log'
import { writeExport } from '../lib/log/write-export'
import { ownSigner } from '../worker/own-signer'
import { dayOf } from './day-of'
import { withLogDatabase } from './log-database'
import { tellExport, tellLogs } from './tell-logs'

const usage = `npm run -s smev -- log verify [EXPORT_FOLDER]
npm run -s smev -- log export --before 2026-01-31 --to FOLDER
npm run -s smev -- log prune --before 2026-01-31 --to FOLDER --reason TEXT [--by NAME]`

export async function runLog(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      before: { type: 'string' },
      to: { type: 'string' },
      reason: { type: 'string' },
      by: { type: 'string', default: userInfo().username },
    },
  })
  const [verb, folder] = positionals
  const { before, to, reason, by } = values
  if (verb === 'verify' && folder) return tellExport(folder)
  if (verb === 'verify') return withLogDatabase((url) => tellLogs(url))
  if ((verb !== 'export' && verb !== 'prune') || !before || !to || (verb === 'prune' && !reason))
    throw new Error(usage)
  const day = dayOf(before)
  return withLogDatabase(async (url) => {
    const options = { before: day, to, signer: ownSigner() }
    if (verb === 'export') {
      const written = await writeExport(url, options)
      return written ? tellExport(written) : tell('nothing is settled and that old')
    }
    try {
      const pruned = await pruneLog(url, { ...options, by, reason: reason ?? '' })
      for (const { act, rows, folder: place } of pruned)
        tell(`act ${act}: ${rows} bodies destroyed, kept in ${place}`)
      return pruned.length > 0 ? 0 : tell('nothing is settled and that old')
    } finally {
      await disconnect()
    }
  })
}

function tell(line: string): 0 {
  console.log(line)
  return 0
}

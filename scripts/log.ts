// npm run smev -- log verify | export | prune: the message log (docs/smev.md).
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { disconnect } from '../lib/core/db'
import { checkExport } from '../lib/log/check-export'
import { journalPath } from '../lib/log/head-journal'
import { pruneLog } from '../lib/log/prune-log'
import { verifyLogs } from '../lib/log/verify-logs'
import type { LogReport } from '../lib/log/verify-log'
import { describeViolation } from '../lib/log/violation'
import { writeExport } from '../lib/log/write-export'
import { ownSigner } from '../worker/own-signer'
import { withLogDatabase } from './log-database'

const usage = `npm run -s smev -- log verify [EXPORT_FOLDER]
npm run -s smev -- log export --before 2026-01-31 --to FOLDER
npm run -s smev -- log prune --before 2026-01-31 --to FOLDER --reason TEXT [--by NAME]`

const SHOWN = 100

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
  if (verb === 'verify') return withLogDatabase(tellLogs)
  if ((verb !== 'export' && verb !== 'prune') || !before || !to || (verb === 'prune' && !reason))
    throw new Error(usage)
  const day = dateOf(before)
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

/** Midnight of the day in UTC. */
function dateOf(text: string): Date {
  const date = new Date(`${text}T00:00:00.000Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text)
    throw new Error(`${text} is no date like 2026-01-31`)
  return date
}

async function tellLogs(url: string): Promise<number> {
  const reports = await verifyLogs(url, journalPath())
  for (const report of reports) console.log(summary(report))
  const violations = reports.flatMap((report) => report.violations)
  for (const violation of violations.slice(0, SHOWN)) console.log(describeViolation(violation))
  if (violations.length > SHOWN) console.log(`… and ${violations.length - SHOWN} more`)
  if (reports[0]?.heads.journal === undefined)
    console.log(
      `no journal of heads (${journalPath()}): a log cut back to an earlier head, and its heads with it, would not be seen`,
    )
  console.log(violations.length === 0 ? 'the log is as it was sealed' : `violations: ${violations.length}`)
  return violations.length === 0 ? 0 : 1
}

function summary({ log, sealed, destroyed, unsealed, heads }: LogReport): string {
  const acts = [...destroyed].map(([act, rows]) => `${rows} bodies destroyed by act ${act}`)
  const tail = `${unsealed.rows} not sealed yet${unsealed.oldest ? ` (the oldest of ${unsealed.oldest})` : ''}`
  const waiting = unsealed.waiting > 0 ? [`${unsealed.waiting} wait to be read`] : []
  const checked = `heads checked: ${heads.table} in the database, ${heads.journal ?? 'none'} in the journal`
  const rows = `${sealed + unsealed.rows + unsealed.waiting} rows, ${sealed} sealed`
  return `${log}: ${[rows, ...acts, tail, ...waiting, checked].join('; ')}`
}

async function tellExport(folder: string): Promise<number> {
  const { manifest, digest, signers, problems } = await checkExport(folder)
  const signed = signers
    .map(({ owner, serial, issuer }) => `signed by ${owner} (certificate ${serial} of ${issuer})`)
    .join(', ')
  if (manifest)
    console.log(
      `${folder}: ${manifest.rows} rows, positions ${manifest.firstPosition} to ${manifest.lastPosition}, before ${manifest.before}; ` +
        `${signed || 'unsigned'}; SHA-256 of the manifest ${digest}`,
    )
  for (const problem of problems) console.log(problem)
  console.log(problems.length === 0 ? 'the export is whole' : `problems: ${problems.length}`)
  return problems.length === 0 ? 0 : 1
}

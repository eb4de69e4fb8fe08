// What the commands of the logs print of a verification and of an export.
import { userInfo } from 'node:os'
import { disconnect } from '../lib/core/db'
import { checkExport } from '../lib/log/check-export'
import { journalPath } from '../lib/log/head-journal'
import { recordCheck } from '../lib/log/record-check'
import type { SealedLog } from '../lib/log/sealed-log'
import { verifyLogs } from '../lib/log/verify-logs'
import type { LogReport } from '../lib/log/verify-log'
import { describeViolation } from '../lib/log/violation'

const SHOWN = 100

export async function tellLogs(url: string, logs?: SealedLog[]): Promise<number> {
  const reports = await verifyLogs(url, journalPath(), logs)
  for (const report of reports) {
    console.log(summary(report))
    await recordCheck(report, userInfo().username).catch(() => console.log('the result could not be kept'))
  }
  await disconnect()
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

export async function tellExport(folder: string): Promise<number> {
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

import { setTimeout as sleep } from 'node:timers/promises'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { journalPath } from '@/lib/log/head-journal'
import { recordCheck } from '@/lib/log/record-check'
import { AUDIT } from '@/lib/log/sealed-log'
import type { Rest } from '@/lib/log/verify-log'
import { verifyLogs } from '@/lib/log/verify-logs'
import { describeViolation } from '@/lib/log/violation'

/** So many rows take about 3 ms: four fifths of the time stay for messages and imports, and a million rows take half a minute. */
const rest: Rest = (rows) => (rows % 500 === 0 ? sleep(10) : undefined)

/** Verifies who did what from the first row to the last, and tells administrators of anything that is not as it was. */
export async function checkAudit(): Promise<void> {
  const { DATABASE_URL, DATABASE_URL_WORKER } = env()
  const url = DATABASE_URL_WORKER ?? DATABASE_URL
  if (!url) return
  const [report] = await verifyLogs(url, journalPath(), [AUDIT], rest)
  if (!report) return
  await recordCheck(report, 'worker')
  const [first] = report.violations
  if (first)
    await asWorker((tx) => raiseAlarm(tx, 'log.violated', AUDIT.name, describeViolation(first).slice(0, 300)))
}

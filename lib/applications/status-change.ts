import { formatDateTime, formatTime, toOffsetIso } from '@/lib/core/format'
import { say } from '@/lib/core/message'
import type { StatusEntry } from '@/lib/directories/schema'
import { parseMoment } from './registration'
import type { ChangeStatus } from './schema'
import { needsReason, needsResult, takesFiles } from './status'

type Around = {
  now: Date
  timeZone: string
  allowed: StatusEntry[]
  requestDate: Date | null
  lastStatusDate: Date | null
  files: number
  lostFiles: number
}
type Checked =
  | { ok: true; value: { status: StatusEntry; statusDate: Date } }
  | { ok: false; errors: Record<string, string> }
type Given = Pick<ChangeStatus, 'status' | 'statusDate' | 'withoutResult' | 'reason' | 'backdatedFor'>

const FIVE_MINUTES = 300_000
const MINUTE = 60_000

/** Judges a change of the status against the machine, the dates and the files (S01, S03, S04, S06, S08). Pure. */
export function checkStatusChange(input: Given, around: Around): Checked {
  const errors: Record<string, string> = {}
  const status = around.allowed.find((entry) => entry.number === input.status)
  if (!status) errors.status = 'statuses.notAllowed'

  const parsed = parseMoment(input.statusDate, around.timeZone)
  if (!parsed.ok) errors.statusDate = parsed.message
  else {
    const problem = dateProblem(parsed.value, input, around)
    if (problem) errors[problem.field] = problem.message
  }
  if (around.lostFiles > 0) errors.fileIds = say('statuses.filesLost', { count: around.lostFiles })
  if (status && around.files > 0 && !takesFiles(status)) errors.fileIds = 'statuses.noFilesHere'
  if (status && needsResult(status) && around.files === 0 && !input.withoutResult)
    errors.fileIds = 'statuses.resultNeeded'
  if (status && needsReason(status) && input.reason.length < 3) errors.reason = 'statuses.reasonNeeded'
  if (Object.keys(errors).length > 0 || !status || !parsed.ok) return { ok: false, errors }
  // The field shows minutes: «now» typed in the same minute as the last status must not come before it.
  const floor = Math.max(
    around.requestDate?.getTime() ?? 0,
    around.lastStatusDate ? around.lastStatusDate.getTime() + 1 : 0,
  )
  return { ok: true, value: { status, statusDate: new Date(Math.max(parsed.value.getTime(), floor)) } }
}

function dateProblem(
  statusDate: Date,
  input: Given,
  around: Around,
): { field: string; message: string } | null {
  const { now, timeZone, requestDate, lastStatusDate } = around
  const at = statusDate.getTime()
  if (at > now.getTime() + FIVE_MINUTES)
    return { field: 'statusDate', message: say('statuses.future', { now: formatTime(now, timeZone) }) }
  if (requestDate && at + MINUTE <= requestDate.getTime())
    return {
      field: 'statusDate',
      message: say('statuses.beforeRequest', { date: formatDateTime(requestDate, timeZone) }),
    }
  if (lastStatusDate && at + MINUTE <= lastStatusDate.getTime())
    return {
      field: 'statusDate',
      message: say('statuses.beforeLast', { date: formatDateTime(lastStatusDate, timeZone) }),
    }
  const day = (moment: Date) => toOffsetIso(moment, timeZone).slice(0, 10)
  if (day(statusDate) < day(now) && input.backdatedFor.length < 3)
    return { field: 'backdatedFor', message: 'statuses.backdated' }
  return null
}

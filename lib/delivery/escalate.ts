import { recordAudits } from '@/lib/audit/record-audit'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'

const MOST = 2000 // at once: senders and clerks never wait long for a row
const USUAL_MS = 30_000
const MARKING_MS = 15_000 // then the rest of them in the next run: a worker that stops waits no longer
const LONGEST_MS = 300_000 // for a million on a busy machine
const FAILED_MS = 600_000 // at most after one that failed, which costs as much as one that did not
const SHARE = 20 // counting takes a twentieth of the time at most, however much waits

type Notice = {
  id: string
  organisation_id: string
  cause: string
  mark: number
  changes: number
  since: Date
}

/**
 * Tells people of what does not arrive in time: at half, five sixths and all of it (24, 40 and 48 hours). Each change passes each mark
 * once, what passed several at once only the highest; all that wait for the same thing are one notice. No retry ends by it (decision 5).
 */
export async function escalateOverdue(): Promise<{ restMs: number }> {
  const seconds = env().SMEV_TRANSFER_HOURS * 3600
  const mark = () =>
    asWorker(
      (tx) => tx.$queryRaw<[{ passed: number }]>`
        SELECT mark_escalations(${seconds / 2} * interval '1 second', ${seconds / 6} * interval '1 second', ${MOST}) AS passed`,
    )
  const until = performance.now() + MARKING_MS
  let more = true
  while (more && performance.now() < until) more = (await mark())[0].passed >= MOST
  const began = performance.now()
  let longestRest = Infinity
  await count().catch((error: unknown) => {
    log.error('escalations.notCounted', trace(error))
    longestRest = FAILED_MS
  })
  const rest = Math.max(USUAL_MS, SHARE * (performance.now() - began))
  return { restMs: more ? 0 : Math.min(rest, longestRest) }
}

const count = () =>
  asWorker(async (tx) => {
    const raised = await tx.$queryRaw<Notice[]>`SELECT * FROM count_escalations()`
    await recordAudits(
      tx,
      raised.map(({ id, organisation_id: organisationId, cause, mark, changes, since }) => ({
        organisationId,
        userId: null,
        action: 'escalation.raise',
        subjectType: 'escalation',
        subjectId: id,
        details: { cause, mark, changes, since: since.toISOString() },
      })),
    )
  }, LONGEST_MS)

import { asWorker, Prisma, workerSql } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { esnsiCode } from './esnsi-code'
import { nextQuestion, type Progress, type Question } from './next-question'

export type ClaimedQuestion = {
  importId: string
  organisationId: string
  attempts: number
  question: Question
  /** Stored before: the same id and bytes go again. */
  stored: { messageId: string; bytes: Uint8Array } | null
}

type Due = Progress & {
  id: string
  directory: number
  organisation_id: string
  attempts: number
  message_id: string | null
  envelope_id: string | null
}

/** Takes the next question whose turn has come. The attempt is counted before the work; a dead worker's is free again later. */
export async function claimQuestion(): Promise<ClaimedQuestion | undefined> {
  const lease = env().SMEV_TIMEOUT_SECONDS + 30
  const [due] = await workerSql<Due>(Prisma.sql`
      UPDATE directory_imports i SET attempts = i.attempts + 1, next_attempt_at = app_now() + ${lease} * interval '1 second'
      WHERE i.id = (SELECT id FROM directory_imports WHERE state IN ('REQUESTED', 'ASKED') AND sent_at IS NULL
              AND next_attempt_at <= app_now() ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING i.id, i.directory, i.organisation_id, i.attempts, i.message_id, i.envelope_id, i.revision, i.expected, i.received`)
  if (!due) return undefined
  const id = due.envelope_id && BigInt(due.envelope_id)
  const envelope = id
    ? await asWorker((tx) => tx.envelope.findUniqueOrThrow({ where: { id }, select: { body: true } }))
    : null
  return {
    importId: due.id,
    organisationId: due.organisation_id,
    attempts: due.attempts,
    question: nextQuestion(esnsiCode(due.directory), due),
    stored: due.message_id && envelope?.body ? { messageId: due.message_id, bytes: envelope.body } : null,
  }
}

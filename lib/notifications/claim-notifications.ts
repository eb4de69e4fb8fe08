import { asWorker } from '@/lib/core/db'
import type { ApplicantKind } from '@/lib/core/generated/prisma/enums'

export type DueNotification = {
  id: string
  attempts: number
  recipientKind: ApplicantKind
  identifier: string
  title: string
  text: string
}

/**
 * Takes one notification that is due. Its attempt is counted and its next one put off before the work: a worker that dies
 * over it, and another that looks meanwhile, both find it waiting (5 s … 10 min, never sooner than an exchange may last).
 */
export async function claimNotification(exchangeSeconds: number): Promise<DueNotification | undefined> {
  const rows = await asWorker(
    (tx) => tx.$queryRaw<DueNotification[]>`
      UPDATE notifications SET attempts = attempts + 1, next_attempt_at = app_now()
        + (${exchangeSeconds}::float + least(600, 5 * 2 ^ least(attempts, 10))) * interval '1 second'
      WHERE id = (SELECT id FROM notifications WHERE state = 'QUEUED' AND next_attempt_at <= app_now()
                  ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, attempts, recipient_kind AS "recipientKind", identifier, title, text`,
  )
  return rows[0]
}

/** Ids of notifications taken longer ago than this and still unanswered; each is due again after as long. */
export async function claimUnanswered(minutes: number, limit: number): Promise<string[]> {
  const rows = await asWorker(
    (tx) => tx.$queryRaw<{ id: string }[]>`
      UPDATE notifications SET next_attempt_at = app_now() + ${minutes} * interval '1 minute'
      WHERE id = ANY (ARRAY(SELECT id FROM notifications WHERE state = 'SENT' AND next_attempt_at <= app_now()
                   ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
      RETURNING id`,
  )
  return rows.map(({ id }) => id)
}

import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'

/**
 * Messages that were taken long ago and have no answer, each once in that time: an answer may have died between a queue
 * that acknowledges by itself and our commit.
 */
export async function claimUnanswered(
  driver: SmevDriver,
  limit: number,
  minutes = env().SMEV_LOOK_UP_MINUTES,
): Promise<string[]> {
  const rows = await asWorker(
    (tx) => tx.$queryRaw<{ id: string }[]>`
      UPDATE messages SET next_attempt_at = app_now() + ${minutes} * interval '1 minute'
      WHERE id = ANY (ARRAY(
        SELECT id FROM messages
        WHERE driver = ${driver}::smev_driver AND state = 'SENT' AND next_attempt_at <= app_now()
          AND sent_at < app_now() - ${minutes} * interval '1 minute'
        ORDER BY sent_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
      RETURNING id`,
  )
  return rows.map(({ id }) => id)
}

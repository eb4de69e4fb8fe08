import { asWorker } from '@/lib/core/db'

/** Marks what has not been settled by its limit: «срок истёк» ends no retry, it tells people (decision 5). Returns how many. */
export const escalateOverdue = (): Promise<number> =>
  asWorker(
    (tx) => tx.$executeRaw`
      UPDATE deliveries SET escalated_at = app_now()
      WHERE state IN ('QUEUED', 'SENDING') AND deadline_at < app_now() AND escalated_at IS NULL
        AND NOT EXISTS (SELECT FROM deliveries e WHERE e.application_id = deliveries.application_id AND e.state = 'IMPOSSIBLE')`,
  )

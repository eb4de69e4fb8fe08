import { Prisma, workerSql } from '@/lib/core/db'

/**
 * Ends what is over by itself: a technical fault by which nothing stands any more, whatever was done about it, and a fault of polling
 * that has not come again for ten minutes. What was told in this minute stays: what stands by it may be in no snapshot of ours yet.
 */
export const endAlarms = (): Promise<unknown> =>
  workerSql(Prisma.sql`
    UPDATE alarms a SET resolved_at = app_now()
    WHERE resolved_at IS NULL AND (
      (kind = 'answer.fault' AND last_at < app_now() - interval '10 minutes')
      OR (kind = 'delivery.failed' AND last_at < app_now() - interval '1 minute' AND NOT EXISTS (SELECT FROM deliveries d
        WHERE d.state = 'FAILED' AND coalesce(substring(d.fault FROM '^([A-Za-z0-9_.-]{1,60})(?::|$)'), 'unknown') = a.subject)))`)

import { Prisma, workerSql } from '@/lib/core/db'

/** Whether an answer of ЕСНСИ may wait in the queue. One that nobody needs any more is looked for a day long. */
export async function awaitsDirectoryAnswer(): Promise<boolean> {
  const [row] = await workerSql<{ waits: boolean }>(
    Prisma.sql`
      SELECT EXISTS (SELECT FROM directory_imports WHERE message_id IS NOT NULL AND sent_at IS NOT NULL
        AND (state = 'ASKED' OR requested_at > app_now() - interval '1 day')) AS waits`,
  )
  return row?.waits ?? false
}

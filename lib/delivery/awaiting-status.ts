import { asWorker } from '@/lib/core/db'

/** Whether a message has waited for its answer longer than this, with nothing said of it by СМЭВ in the meantime. */
export async function awaitsStatus(minutes: number): Promise<boolean> {
  const [row] = await asWorker(
    (tx) => tx.$queryRaw<{ waits: boolean }[]>`
      SELECT EXISTS (SELECT FROM messages WHERE state = 'SENT' AND driver = 'DIRECT'
        AND greatest(sent_at, smev_status_at) < app_now() - ${minutes} * interval '1 minute') AS waits`,
  )
  return row?.waits ?? false
}

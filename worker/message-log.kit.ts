import pg from 'pg'
import { asWorker } from '@/lib/core/db'
import { recordAnswer, settleAnswer } from '@/lib/delivery/settle-answer'

/** The owner's own connection, which knows no trigger and no right: what a verification must find out. */
export async function openTamperer() {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  return client
}

/** An answer that is logged and settled; it belongs to no message. */
export async function logForeign(text: string): Promise<bigint> {
  const id = await recordAnswer(Buffer.from(text))
  await settleAnswer(id, { messageId: null, originalMessageId: null, kind: 'unreadable', reason: 'test' })
  return id
}

/** Rows of the log as a worker writes them, many at once; every third waits to be read. */
export async function logMany(rows: number, bytes: number): Promise<void> {
  await asWorker(
    (tx) => tx.$executeRaw`
      INSERT INTO envelopes (direction, operation, message_id, body, sha256, created_at)
      SELECT 'OUT', 'SendRequest', gen_random_uuid()::text, body, sha256(body), app_now()
      FROM (SELECT convert_to(rpad(n::text, ${bytes}, 'x'), 'UTF8') AS body FROM generate_series(1, ${rows}) n) made`,
  )
}

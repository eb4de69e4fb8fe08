import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { recordAnswer, settleAnswer } from '@/lib/delivery/settle-answer'
import { markAcknowledged } from '@/lib/delivery/pending-answers'
import { keepHeads } from '@/lib/log/keep-heads'
import { BATCH, sealLog } from '@/lib/log/seal-log'
import { SEALED_LOGS } from '@/lib/log/sealed-log'
import { verifyLogs } from '@/lib/log/verify-logs'

export const databaseUrl = () => env().DATABASE_URL ?? ''

/** A folder of a test's own, with a journal of heads in it. */
export function openLogFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'elk-log-'))
  const journal = path.join(folder, 'log-heads.jsonl')
  return {
    folder,
    journal,
    seal: async () => {
      for (const log of SEALED_LOGS) while ((await sealLog(log)) === BATCH);
      await keepHeads(journal)
    },
    verify: async () => {
      const reports = await verifyLogs(databaseUrl(), journal)
      return { reports, violations: reports.flatMap(({ violations }) => violations) }
    },
  }
}

export async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** An answer to nothing of ours, settled as such. */
export async function logForeign(text: string): Promise<bigint> {
  const { id } = await recordAnswer(Buffer.from(text))
  await settleAnswer(
    id,
    { messageId: null, originalMessageId: null, kind: 'unreadable', reason: 'test' },
    mintMessageId,
  )
  await markAcknowledged(id)
  return id
}

/** Envelopes as a worker writes them, many at once, each of its own millisecond. */
export const logMany = (rows: number, bytes: number): Promise<number> =>
  asWorker(
    (tx) => tx.$executeRaw`
      INSERT INTO envelopes (direction, operation, message_id, body, sha256, created_at)
      SELECT 'OUT', 'SendRequest', gen_random_uuid()::text, body, sha256(body), app_now() - n * interval '1 millisecond'
      FROM (SELECT n, convert_to(rpad(n::text, ${bytes}, 'x'), 'UTF8') AS body FROM generate_series(1, ${rows}::int) n) made`,
  )

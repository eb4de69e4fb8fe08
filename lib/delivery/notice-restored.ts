import { asWorker, Prisma, workerSql } from '@/lib/core/db'
import { log } from '@/lib/core/logger'
import { now } from '@/lib/core/clock'
import { installationId, journalFolder, lastSent } from './sent-journal'

const DAYS = 2

/**
 * A database that does not know what its own journal says was sent has been put back to an earlier state, by whatever tool:
 * nothing leaves until it is reconciled.
 */
export async function noticeRestored(): Promise<void> {
  const [done] = await workerSql<{ at: Date | null }>(
    Prisma.sql`SELECT max(released_at) AS at FROM restorations`,
  )
  const since = new Date(Math.max(now().getTime() - DAYS * 86_400_000, done?.at?.getTime() ?? 0))
  const ids = await lastSent(journalFolder(), await installationId(), since)
  if (ids.length === 0) return
  const [unknown] = await workerSql<{ id: string }>(Prisma.sql`
    SELECT id FROM unnest(${ids}::uuid[]) id WHERE NOT EXISTS (SELECT FROM messages m WHERE m.id = id.id) LIMIT 1`)
  if (!unknown) return
  log.error('database.restored', { messageId: unknown.id })
  await asWorker((tx) => tx.$executeRaw`SELECT hold_restored(${`journal: ${unknown.id}`})`)
}

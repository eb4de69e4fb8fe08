import path from 'node:path'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { PrunedElsewhere, pruneLog, type Pruned } from '@/lib/log/prune-log'
import { ownSigner } from '../own-signer'

const DAY = 86_400_000

/** Exports and destroys what the log need not keep any longer, where a term is set. */
export async function pruneByTerm(): Promise<Pruned[]> {
  const { LOG_RETENTION_DAYS: days, DATA_DIR, DATABASE_URL, DATABASE_URL_WORKER } = env()
  const url = DATABASE_URL_WORKER ?? DATABASE_URL
  if (days === undefined || !url) return []
  try {
    const pruned = await pruneLog(url, {
      before: new Date(now().getTime() - days * DAY),
      to: path.resolve(DATA_DIR, 'log-exports'),
      signer: ownSigner(),
      by: 'worker',
      reason: `LOG_RETENTION_DAYS=${days}`,
    })
    for (const { act, rows } of pruned) log.info('log.pruned', { act, rows })
    return pruned
  } catch (error) {
    if (error instanceof PrunedElsewhere) return []
    log.error('log.retention', trace(error))
    const details = error instanceof Error ? error.message : 'no reason given'
    await asWorker((tx) => raiseAlarm(tx, 'log.retention', 'log', details))
    return []
  }
}

import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { LogReport } from './verify-log'

/** Keeps what a verification found, for the screens that tell of it. */
export async function recordCheck({ log, sealed, violations }: LogReport, by: string): Promise<void> {
  await asWorker(
    (tx) => tx.$executeRaw`
      INSERT INTO log_checks (log, at, row_count, violations, by)
      VALUES (${log}, ${now()}, ${BigInt(sealed)}, ${violations.length}, ${by})`,
  )
}

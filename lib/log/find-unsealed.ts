import { asWorker, Prisma } from '@/lib/core/db'
import type { SealedLog } from './sealed-log'

/** A row that is final so long must be sealed: who does it works each few seconds. */
export const UNSEALED_MINUTES = 10

/** Whether rows wait too long to be sealed. */
export async function findUnsealed(log: SealedLog): Promise<boolean> {
  const [found] = await asWorker(
    (tx) => tx.$queryRaw<{ late: boolean }[]>`
      SELECT EXISTS (
        SELECT FROM ${Prisma.raw(`public.${log.name}`)}
        WHERE position IS NULL AND ${Prisma.raw(log.final)}
          AND ${Prisma.raw(log.finalSince)} < app_now() - ${UNSEALED_MINUTES} * interval '1 minute') AS late`,
  )
  return found?.late ?? false
}

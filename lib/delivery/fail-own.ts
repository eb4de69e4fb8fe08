import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'

/** A change that our own check does not let out: a person must look (X06b). */
export const failOwn = (tx: Tx, id: string, errors: string[]): Promise<unknown> =>
  tx.delivery.updateMany({
    where: { id, state: { in: ['QUEUED', 'SENDING'] } },
    data: { state: 'FAILED', fault: `OwnCheck: ${errors.join('; ').slice(0, 2000)}`, settledAt: now() },
  })

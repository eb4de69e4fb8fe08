import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { tellFailed } from './tell-failed'

/** A change that we do not let out ourselves: a person must look (X06b). */
export async function failOwn(tx: Tx, id: string, errors: string[]): Promise<void> {
  const fault = `OwnCheck: ${errors.join('; ').slice(0, 2000)}`
  const { count } = await tx.delivery.updateMany({
    where: { id, state: { in: ['QUEUED', 'SENDING'] } },
    data: { state: 'FAILED', fault, settledAt: now() },
  })
  if (count > 0) await tellFailed(tx, fault)
}

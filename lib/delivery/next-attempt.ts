import type { Tx } from '@/lib/core/db'

/** The number of the next attempt of a change: one more than any there was, taken back or not. */
export async function nextAttempt(tx: Tx, applicationId: string, seq: number): Promise<number> {
  const { _max } = await tx.delivery.aggregate({ where: { applicationId, seq }, _max: { attempt: true } })
  return (_max.attempt ?? 0) + 1
}

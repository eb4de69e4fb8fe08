import { beforeSignIn, wakeAfterCommit } from '@/lib/core/db'
import type { DeliveryState } from '@/lib/core/generated/prisma/enums'

export type DeliveryCounts = Partial<Record<DeliveryState, number>>

const PAUSE = 200

const counts = (applicationId: string | null): Promise<DeliveryCounts> =>
  beforeSignIn(async (tx) => {
    const rows = await tx.$queryRaw<
      { state: DeliveryState; n: bigint }[]
    >`SELECT state, n FROM delivery_counts(${applicationId}::uuid)`
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]))
  })

const open = (found: DeliveryCounts): number => (found.QUEUED ?? 0) + (found.SENDING ?? 0)

/**
 * Wakes delivery, for one application or for all that waits, and says how many are in which state. With `waitSeconds`
 * it answers when nothing is under way any more, or when the time is over. Calling it twice changes nothing (decision 14).
 */
export async function wakeAll(applicationId: string | null, waitSeconds = 0): Promise<DeliveryCounts> {
  await beforeSignIn(async (tx) => wakeAfterCommit(tx))
  let found = await counts(applicationId)
  for (let waited = 0; waited < waitSeconds * 1000 && open(found) > 0; waited += PAUSE) {
    await new Promise((done) => setTimeout(done, PAUSE))
    found = await counts(applicationId)
  }
  return found
}

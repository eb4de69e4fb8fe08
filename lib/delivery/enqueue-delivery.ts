import { now } from '@/lib/core/clock'
import { wakeAfterCommit, type Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Facts } from './facts'

type Change = {
  organisationId: string
  applicationId: string
  statusChangeId: string
  seq: number
  attempt?: number
  facts: Facts
  /** Until then a person may take it back. */
  notBefore?: Date
}

/**
 * Puts one change on the record of office, in the transaction that makes the change, and wakes the worker:
 * no status without its message, no message without its status (X01, promise 1). The facts are frozen here (decision 1).
 * @throws ZodError when the facts would not make a valid message: that is a defect of ours, not of the clerk (X06b).
 */
export async function enqueueDelivery(tx: Tx, change: Change): Promise<string> {
  const { id } = await tx.delivery.create({ data: deliveryOf(change), select: { id: true } })
  wakeAfterCommit(tx)
  return id
}

/** The row of office of a change, as of now. */
export function deliveryOf(change: Change) {
  const at = now()
  return {
    organisationId: change.organisationId,
    applicationId: change.applicationId,
    statusChangeId: change.statusChangeId,
    seq: change.seq,
    attempt: change.attempt ?? 1,
    kind: change.facts.kind,
    facts: Facts.parse(change.facts),
    notBefore: change.notBefore ?? at,
    deadlineAt: new Date(at.getTime() + env().SMEV_TRANSFER_HOURS * 3_600_000),
    createdAt: at,
  }
}

import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Prisma, Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import type { DeliveryState } from '@/lib/core/generated/prisma/enums'
import { enqueueDelivery } from './enqueue-delivery'
import { Facts } from './facts'
import { nextAttempt } from './next-attempt'

type Refused = {
  id: string
  applicationId: string
  organisationId: string
  statusChangeId: string
  seq: number
  attempt: number
  state: DeliveryState
  facts: Prisma.JsonValue
}

/** A change that waits for a person's decision. */
export const awaitsDecision = (state: DeliveryState): boolean => state === 'REFUSED' || state === 'FAILED'

/**
 * Puts a new attempt in the place of a refused change, under the same seq: what came after it goes on waiting for it.
 * Of two people who decide at once the second is told so.
 */
export async function replaceDelivery(
  tx: Tx,
  session: Session,
  old: Refused,
  next: { facts: Facts; statusChangeId?: string; decision: string; notBefore?: Date },
): Promise<string> {
  await decide(tx, session, old, 'SUPERSEDED', next.decision)
  await uploadAgain(tx, old.facts)
  return enqueueDelivery(tx, {
    organisationId: old.organisationId,
    applicationId: old.applicationId,
    statusChangeId: next.statusChangeId ?? old.statusChangeId,
    seq: old.seq,
    attempt: await nextAttempt(tx, old.applicationId, old.seq),
    facts: next.facts,
    notBefore: next.notBefore,
  })
}

/** The files of a refused change go to the file store again: it may have been why. */
async function uploadAgain(tx: Tx, facts: Prisma.JsonValue): Promise<void> {
  const read = Facts.safeParse(facts)
  const ids = read.data?.status.attachments.map((file) => file.fileId) ?? []
  if (ids.length > 0) await tx.file.updateMany({ where: { id: { in: ids } }, data: { storedAt: null } })
}

const acts = {
  SUPERSEDED: 'delivery.replace',
  SKIPPED: 'delivery.skip',
  IMPOSSIBLE: 'delivery.impossible',
}

/** Ends a refused change by a person's decision, with its audit row. */
export async function decide(
  tx: Tx,
  session: Session,
  old: Refused,
  state: 'SUPERSEDED' | 'SKIPPED' | 'IMPOSSIBLE',
  decision: string,
): Promise<void> {
  const { count } = await tx.delivery.updateMany({
    where: { id: old.id, state: old.state },
    data: { state, decidedById: session.userId, decision: decision.slice(0, 500), settledAt: now() },
  })
  if (count === 0) throw new Refusal('CONFLICT', 'delivery.alreadyDecided')
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action: acts[state],
    subjectType: 'application',
    subjectId: old.applicationId,
    details: { deliveryId: old.id, seq: old.seq, attempt: old.attempt },
    ip: session.ip,
  })
}

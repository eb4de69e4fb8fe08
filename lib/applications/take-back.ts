import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { Refusal, notFound } from '@/lib/core/errors'
import type { Delivery } from '@/lib/core/generated/prisma/client'
import { UpdateFacts } from '@/lib/delivery/facts'
import { takeBackUntil } from '@/lib/delivery/labels'
import { lockApplicationOf } from '@/lib/delivery/lock-application'
import { StateBefore } from './state-before'

/**
 * «Отменить» before a final status leaves (S11): the application is what it was, its files are free again, a refusal in
 * whose place the status stood waits again. The change and its taking back stay in the history; no message is made.
 */
export async function takeBack(
  session: Session,
  input: { deliveryId: string },
): Promise<{ applicationId: string }> {
  return inOrganisation(session, async (tx) => {
    await lockApplicationOf(tx, input.deliveryId)
    const delivery = await tx.delivery.findUnique({
      where: { id: input.deliveryId },
      include: { statusChange: true },
    })
    if (!delivery) throw notFound()
    const before = StateBefore.safeParse(delivery.statusChange.before)
    if (!takeBackUntil(delivery) || !before.success || !(await isFree(tx, delivery.id)))
      throw new Refusal('CONFLICT', 'delivery.tooLateToTakeBack')
    const { applicationId, seq } = delivery
    const at = now()
    await tx.delivery.update({
      where: { id: delivery.id },
      data: { state: 'SUPERSEDED', decidedById: session.userId, decision: 'takenBack', settledAt: at },
      select: { id: true },
    })
    await tx.file.updateMany({
      where: { statusChangeId: delivery.statusChangeId },
      data: { statusChangeId: null },
    })
    await giveBackRefused(tx, delivery)
    const last = await tx.delivery.findFirstOrThrow({
      where: { applicationId, state: { not: 'SUPERSEDED' } },
      orderBy: { seq: 'desc' },
      select: { statusChange: { select: { status: true } } },
    })
    const elkStatus = last.statusChange.status
    await tx.application.update({
      where: { id: applicationId },
      data: {
        ...before.data,
        elkStatus,
        version: { increment: 1 },
        updatedAt: at,
        updatedById: session.userId,
      },
      select: { id: true },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'application.takeBack',
      subjectType: 'application',
      subjectId: applicationId,
      details: { from: delivery.statusChange.status, to: elkStatus, seq },
      ip: session.ip,
    })
    return { applicationId }
  })
}

/** The worker locks what it makes a message of: what is locked is on its way, and nobody waits for it here. */
async function isFree(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM deliveries WHERE id = ${id}::uuid AND state = 'QUEUED' AND message_id IS NULL FOR UPDATE SKIP LOCKED`
  return rows.length > 0
}

async function giveBackRefused(
  tx: Tx,
  { applicationId, seq, attempt, statusChangeId }: Delivery,
): Promise<void> {
  const refused = await tx.delivery.findFirst({
    where: {
      applicationId,
      seq,
      attempt: { lt: attempt },
      statusChangeId: { not: statusChangeId },
      state: 'SUPERSEDED',
      decision: 'chooseStatus',
    },
    orderBy: { attempt: 'desc' },
  })
  if (!refused) return
  await tx.delivery.update({
    where: { id: refused.id },
    data: { state: refused.answerCode === null ? 'FAILED' : 'REFUSED', decidedById: null, decision: null },
    select: { id: true },
  })
  const { status } = UpdateFacts.parse(refused.facts)
  await tx.file.updateMany({
    where: {
      id: { in: status.attachments.map((file) => file.fileId) },
      statusChangeId: null,
      removedAt: null,
    },
    data: { statusChangeId: refused.statusChangeId },
  })
}

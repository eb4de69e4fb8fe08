import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { notFound } from '@/lib/core/errors'
import type { SendNotification } from './schema'

/** Whether this installation has a way to ГЭПС at all: it is off until its address is set. */
export const gepsIsOn = (): boolean => env().GEPS_URL !== undefined

/** Records a notification; the worker sends it. A repeat of the same form is the same notification. */
export async function sendNotification(session: Session, input: SendNotification): Promise<{ id: string }> {
  if (!gepsIsOn()) throw notFound()
  const { idempotencyKey } = input
  const at = now()
  return inOrganisation(session, async (tx) => {
    const { count } = await tx.notification.createMany({
      data: {
        ...input,
        organisationId: session.organisationId,
        createdById: session.userId,
        nextAttemptAt: at,
        createdAt: at,
      },
      skipDuplicates: true,
    })
    const row = await tx.notification.findUnique({ where: { idempotencyKey }, select: { id: true } })
    if (!row) throw notFound()
    if (count > 0)
      await recordAudit(tx, {
        organisationId: session.organisationId,
        userId: session.userId,
        action: 'notification.send',
        subjectType: 'notification',
        subjectId: row.id,
        ip: session.ip,
      })
    return row
  })
}

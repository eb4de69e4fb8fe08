import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'

/** «Разобрано»: the alarm leaves the screen. Of two presses the second changes nothing. */
export async function resolveAlarm(session: Session, input: { alarmId: string }): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const alarm = await tx.alarm.findUnique({ where: { id: input.alarmId } })
    if (!alarm) throw notFound()
    const { count } = await tx.alarm.updateMany({
      where: { id: alarm.id, resolvedAt: null },
      data: { resolvedAt: now(), resolvedById: session.userId },
    })
    if (count === 0) return
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'alarm.resolve',
      subjectType: 'alarm',
      subjectId: alarm.id,
      details: { kind: alarm.kind, subject: alarm.subject, times: alarm.times },
      ip: session.ip,
    })
  })
}

import type { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { readService } from './get-service'
import type { ShowService } from './schema'

/** «Скрыть» and «Показать»: a service is never deleted, its applications name it and go on being transferred (C04). */
export async function showService(
  session: Session,
  { id, version, active }: z.output<typeof ShowService>,
): Promise<{ applications: number }> {
  return inOrganisation(session, async (tx) => {
    const before = await readService(tx, id)
    const applications = await tx.application.count({ where: { serviceId: id } })
    if (before.active === active) return { applications }
    const { count } = await tx.service.updateMany({
      where: { id, version },
      data: { active, version: { increment: 1 } },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'catalogue.conflict', { data: await readService(tx, id) })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: active ? 'service.show' : 'service.hide',
      subjectType: 'service',
      subjectId: id,
      details: { changes: { active: [!active, active] }, applications },
      ip: session.ip,
    })
    return { applications }
  })
}

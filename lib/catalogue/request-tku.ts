import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { RequestTku } from './schema'

/** «Отметить запрошенными»: somebody says that letter L2 was sent. What is no longer «без ТКУ» stays as it is (C06). */
export const requestTku = (session: Session, { services }: RequestTku): Promise<{ requested: number }> =>
  inOrganisation(session, async (tx) => {
    if ((await tx.service.count({ where: { id: { in: services } } })) < services.length) throw notFound()
    const requested = await tx.service.updateManyAndReturn({
      where: { id: { in: services }, tkuState: 'NONE', active: true },
      data: { tkuState: 'REQUESTED', version: { increment: 1 } },
      select: { id: true },
    })
    for (const { id } of requested)
      await recordAudit(tx, {
        organisationId: session.organisationId,
        userId: session.userId,
        action: 'service.request',
        subjectType: 'service',
        subjectId: id,
        details: { changes: { tkuState: ['NONE', 'REQUESTED'] } },
        ip: session.ip,
      })
    return { requested: requested.length }
  })

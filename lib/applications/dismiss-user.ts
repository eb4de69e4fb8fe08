import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { disableUser } from '@/lib/users/disable-user'
import { readColleagues } from '@/lib/users/list-colleagues'

type Asked = { id: string; version: number; handOverTo: string | null }
const open = { state: { in: ['DRAFT', 'IN_WORK'] as ('DRAFT' | 'IN_WORK')[] } }

/** How many drafts and applications in work a person answers for. */
export const countOpenOf = (session: Session, userId: string): Promise<number> =>
  inOrganisation(session, (tx) => tx.application.count({ where: { assigneeId: userId, ...open } }))

/** «Отключить» with what the person leaves behind: to a colleague, or without anybody (A14, U10). */
export async function dismissUser(session: Session, input: Asked): Promise<{ handedOver: number }> {
  return inOrganisation(session, async (tx) => {
    await disableUser(tx, session, input)
    return { handedOver: await handOver(tx, session, input) }
  })
}

async function handOver(tx: Tx, session: Session, { id, handOverTo }: Asked): Promise<number> {
  if (handOverTo) {
    const colleagues = await readColleagues(tx, id)
    if (!colleagues.some((one) => one.id === handOverTo))
      throw new Refusal('INVALID', 'refusal.invalid', {
        fieldErrors: { handOverTo: 'users.error.colleague' },
      })
  }
  const { count } = await tx.application.updateMany({
    where: { assigneeId: id, ...open },
    data: { assigneeId: handOverTo },
  })
  if (count > 0)
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'application.handOver',
      subjectType: 'user',
      subjectId: id,
      details: { to: handOverTo, count },
      ip: session.ip,
    })
  return count
}

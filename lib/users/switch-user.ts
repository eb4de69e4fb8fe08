import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'

/** One switch of a person, with its audit row; somebody else's change in between is a conflict. */
export async function switchUser(
  tx: Tx,
  session: Session,
  { id, version }: { id: string; version: number },
  disabledAt: Date | null,
  action: string,
) {
  const { count } = await tx.user.updateMany({
    where: { id, version },
    data: { disabledAt, version: { increment: 1 } },
  })
  if (count === 0) throw new Refusal('CONFLICT', 'users.conflictAct')
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'user',
    subjectId: id,
    ip: session.ip,
  })
}

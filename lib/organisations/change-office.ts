import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'

/** Writes an office as it was read; somebody else's change in between is a conflict. */
export async function changeOffice(tx: Tx, id: string, version: number, data: object): Promise<void> {
  const { count } = await tx.office.updateMany({
    where: { id, version },
    data: { ...data, version: { increment: 1 } },
  })
  if (count === 0) throw new Refusal('CONFLICT', 'organisations.conflict')
}

/** «История» of an office. */
export const auditOffice = (
  tx: Tx,
  session: Session,
  id: string,
  action: string,
  details: Record<string, unknown>,
) =>
  recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'office',
    subjectId: id,
    details,
    ip: session.ip,
  })

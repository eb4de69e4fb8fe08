import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { auditOffice, changeOffice } from './change-office'

/** A closed office is offered no more; applications and people keep it. */
export async function closeOffice(
  session: Session,
  { id, version, closed }: { id: string; version: number; closed: boolean },
): Promise<void> {
  await inOrganisation(session, async (tx) => {
    if (!(await tx.office.findUnique({ where: { id }, select: { id: true } }))) throw notFound()
    await changeOffice(tx, id, version, { closedAt: closed ? now() : null })
    await auditOffice(tx, session, id, closed ? 'office.close' : 'office.reopen', {})
  })
}

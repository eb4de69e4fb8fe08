import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'

/** Gives a reading up, on its way or before it was applied. Of two presses the second changes nothing. */
export async function cancelImport(session: Session, { importId }: { importId: string }): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const reading = await tx.directoryImport.findUnique({ where: { id: importId }, omit: { rows: true } })
    if (!reading) throw notFound()
    const { count } = await tx.directoryImport.updateMany({
      where: { id: importId, state: { in: ['REQUESTED', 'ASKED', 'RECEIVED'] } },
      data: { state: 'CANCELLED', rows: [], decidedById: session.userId, decidedAt: now() },
    })
    if (count === 0) return
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'directory.cancel',
      subjectType: 'directory',
      subjectId: importId,
      details: { directory: reading.directory, state: reading.state },
      ip: session.ip,
    })
  })
}

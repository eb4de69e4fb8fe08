import { recordAudit } from '@/lib/audit/record-audit'
import { demandProof } from '@/lib/auth/demand-proof'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import type { ImportKind } from './kind'
import { ownImport } from './own-import'

/** «Загрузить»: what was checked and shown is to be written. */
export function confirmImport(
  session: Session,
  kinds: readonly ImportKind[],
  input: { importId: string },
): Promise<void> {
  return inOrganisation(session, async (tx) => {
    const { found, kind } = await ownImport(tx, session, kinds, input.importId)
    if (kind.opensWaysIn) demandProof(session)
    const { count } = await tx.import.updateMany({
      where: { id: found.id, state: 'CHECKED' },
      data: {
        state: 'CONFIRMED',
        done: 0,
        fault: null,
        attempts: 0,
        leaseToken: null,
        leaseUntil: null,
        changedAt: now(),
      },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'imports.stateChanged')
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'import.confirm',
      subjectType: 'import',
      subjectId: found.id,
      details: { kind: found.kind, counts: found.counts },
      ip: session.ip,
    })
  })
}

import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { removeImportFile } from './import-file'
import type { ImportKind } from './kind'
import { ownImport } from './own-import'

/** Gives an import up, even while it is being written: then its transaction is rolled back. Rows and file are destroyed. */
export async function cancelImport(
  session: Session,
  kinds: readonly ImportKind[],
  input: { importId: string },
): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const { found } = await ownImport(tx, session, kinds, input.importId)
    const at = now()
    const { count } = await tx.import.updateMany({
      where: { id: found.id, state: { notIn: ['DONE', 'FAILED', 'CANCELLED'] } },
      data: { state: 'CANCELLED', examples: [], changedAt: at, destroyedAt: at },
    })
    if (count === 0) {
      if (found.state === 'CANCELLED') return
      throw new Refusal('CONFLICT', 'imports.stateChanged')
    }
    await tx.importRow.deleteMany({ where: { importId: found.id } })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'import.cancel',
      subjectType: 'import',
      subjectId: found.id,
      details: { kind: found.kind },
      ip: session.ip,
    })
  })
  await removeImportFile(input.importId)
}

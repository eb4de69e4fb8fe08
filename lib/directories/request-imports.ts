import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { usualDriver } from '@/lib/delivery/drivers'
import type { DirectoryNumber } from './schema'

/**
 * Asks for directories to be read from ЕСНСИ. One that is being read already is not asked for twice; one that was read
 * and not applied is read anew.
 */
export async function requestImports(
  session: Session,
  input: { directories: DirectoryNumber[] },
): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const { smevDriver } = await tx.organisation.findUniqueOrThrow({ where: { id: session.organisationId } })
    if ((smevDriver ?? usualDriver()) !== 'DIRECT') throw new Refusal('CONFLICT', 'directories.onlyDirect')
    const at = now()
    for (const directory of [...new Set(input.directories)].sort()) {
      await tx.directoryImport.updateMany({
        where: { directory, state: 'RECEIVED' },
        data: { state: 'CANCELLED', rows: [], decidedById: session.userId, decidedAt: at },
      })
      const id = crypto.randomUUID()
      const made = await tx.$executeRaw`
        INSERT INTO directory_imports (id, directory, organisation_id, requested_by_id, requested_at, next_attempt_at)
        VALUES (${id}::uuid, ${directory}, ${session.organisationId}::uuid, ${session.userId}::uuid, ${at}, ${at})
        ON CONFLICT (directory) WHERE state IN ('REQUESTED', 'ASKED', 'RECEIVED') DO NOTHING`
      if (made === 0) continue
      await recordAudit(tx, {
        organisationId: session.organisationId,
        userId: session.userId,
        action: 'directory.request',
        subjectType: 'directory',
        subjectId: id,
        details: { directory },
        ip: session.ip,
      })
    }
  })
}

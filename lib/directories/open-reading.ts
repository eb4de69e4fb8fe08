import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import type { DirectoryNumber, DirectoryRow } from './schema'

type Reading = {
  id: string
  directory: DirectoryNumber
  rows: DirectoryRow[]
  fileName: string | null
  revision?: number | null
  revisionDate?: Date | null
}

/** Rows that came otherwise than over СМЭВ, to be compared and applied as those: one path for all of them. */
export async function openReading(tx: Tx, session: Session, reading: Reading, action: string): Promise<void> {
  const { id, directory, rows, fileName, revision = null, revisionDate = null } = reading
  const at = now()
  await tx.directoryImport.updateMany({
    where: { directory, state: 'RECEIVED' },
    data: { state: 'CANCELLED', rows: [], decidedById: session.userId, decidedAt: at },
  })
  const made = await tx.$executeRaw`
    INSERT INTO directory_imports (id, directory, organisation_id, state, requested_by_id, requested_at, next_attempt_at,
      received_at, revision, revision_date, expected, received, rows, file_name)
    VALUES (${id}::uuid, ${directory}, ${session.organisationId}::uuid, 'RECEIVED', ${session.userId}::uuid, ${at}, ${at}, ${at},
      ${revision}, ${revisionDate}::date, ${rows.length}, ${rows.length}, ${JSON.stringify(rows)}::jsonb, ${fileName})
    ON CONFLICT (directory) WHERE state IN ('REQUESTED', 'ASKED', 'RECEIVED') DO NOTHING`
  if (made === 0) throw new Refusal('CONFLICT', 'directories.underWay')
  await recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'directory',
    subjectId: id,
    details: { directory, rows: rows.length, file: fileName },
    ip: session.ip,
  })
}

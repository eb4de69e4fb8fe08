import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'
import { findDifferences, type DifferenceCounts } from './differences'
import { findApplied, listKnownRows } from './known-rows'
import { DirectoryRow } from './schema'

/**
 * Makes a directory what was read of ЕСНСИ or of a file, in one transaction. Rows that are not there any more are closed, never
 * deleted: old applications keep their words. Refused when it was decided already, or when another reading was applied
 * since the differences were shown.
 */
export async function applyImport(
  session: Session,
  { importId, base }: { importId: string; base: string },
): Promise<DifferenceCounts> {
  return inOrganisation(session, async (tx) => {
    await tx.$queryRaw`SELECT id FROM directory_imports WHERE id = ${importId}::uuid FOR UPDATE`
    const reading = await tx.directoryImport.findUnique({ where: { id: importId } })
    if (!reading) throw notFound()
    const { directory, state, revision } = reading
    if (state !== 'RECEIVED')
      throw new Refusal(
        'CONFLICT',
        state === 'APPLIED' ? 'directories.alreadyApplied' : 'directories.notReceived',
      )
    if (((await findApplied(tx, directory))?.id ?? '') !== base)
      throw new Refusal('CONFLICT', 'directories.changedSince')
    const rows = z.array(DirectoryRow).parse(reading.rows)
    const { counts } = findDifferences(await listKnownRows(tx, directory), rows)
    const at = now()
    const given = JSON.stringify(rows)
    await tx.$executeRaw`
      INSERT INTO directory_entries AS e (directory, code, name, confirmed, attributes)
      SELECT ${directory}, r.code, r.name, true, jsonb_build_object('esnsi', r.attributes)
      FROM jsonb_to_recordset(${given}::jsonb) AS r(code text, name text, attributes jsonb)
      ON CONFLICT (directory, code) DO UPDATE
      SET name = excluded.name, confirmed = true, closed_at = NULL, attributes = e.attributes || excluded.attributes`
    await tx.$executeRaw`
      UPDATE directory_entries SET closed_at = ${at} WHERE directory = ${directory} AND closed_at IS NULL
        AND code NOT IN (SELECT r.code FROM jsonb_to_recordset(${given}::jsonb) AS r(code text))`
    await tx.directoryImport.update({
      where: { id: importId },
      data: { state: 'APPLIED', counts, decidedById: session.userId, decidedAt: at },
      select: { id: true },
    })
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'directory.apply',
      subjectType: 'directory',
      subjectId: importId,
      details: { directory, revision, file: reading.fileName, ...counts },
      ip: session.ip,
    })
    return counts
  })
}
